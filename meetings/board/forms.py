"""What the board and the list of findings may be narrowed by; a wrong value narrows nothing."""

from datetime import date

from django import forms
from django.db.models import Q

from actions import deadlines
from actions.classifying.choice import ItemChoice, ItemFilter
from actions.frameworks import DONE, How, every_item
from actions.reviewing.filters import COUNTED
from actions.reviewing.selection import LARGEST, ticked
from gtm.access import scope
from gtm.days import DayField
from gtm.models import Territory
from gtm.names import fold
from gtm.typography import number
from meetings.board import figures
from meetings.models import ClassifiedFinding, Finding
from meetings.models.findings import number_of

MONTHS = (6, 12, 18, 24)
DEFAULT = "12"
FIRST_YEAR = 2019  # the groups' first minutes


def region_choices(groups):
    regions = {group.region for group in groups}
    country = Territory.Kind.COUNTRY
    ranked = sorted(regions, key=lambda each: (each.kind != country, fold(each.name)))
    return [(str(each.pk), each.region_name) for each in ranked]


class RegionFilter(forms.Form):
    """Narrows `groups` (a list, their territory loaded with all above it) to a region.

    `whole`: these are all there are, so that nothing narrows without a region.
    """

    region = forms.ChoiceField(label="Région", required=False)

    def __init__(self, data, *, groups, whole=False):
        super().__init__(data)
        self.every_group, self.whole = groups, whole
        self.fields["region"].choices = [("", "toutes"), *region_choices(groups)]

    def value(self, name):
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def groups(self):
        wanted = self.value("region")
        if not wanted:
            return self.every_group
        return [group for group in self.every_group if str(group.region.pk) == wanted]

    def of_groups(self, path):
        """The condition that a field at `path` is one of the groups."""
        if self.whole and not self.value("region"):
            return Q()
        return Q(**{f"{path}__in": [group.pk for group in self.groups]})


class BoardFilter(RegionFilter):
    periode = forms.ChoiceField(label="Période", required=False)

    field_order = ("periode", "region")

    def __init__(self, data, *, groups, whole, today):
        super().__init__(data, groups=groups, whole=whole)
        self.periods = {
            str(count): (f"{count} derniers mois", figures.last_months(count, today))
            for count in MONTHS
        }
        for year in range(today.year, FIRST_YEAR - 1, -1):
            whole = figures.Period(date(year, 1, 1), min(date(year, 12, 31), today))
            self.periods[f"a{year}"] = (f"année {year}", whole)
        choices = [(key, label) for key, (label, _) in self.periods.items()]
        self.fields["periode"].choices = choices
        self.fields["periode"].initial = DEFAULT
        self.data = {"periode": DEFAULT} | self.data.dict()

    @property
    def key(self):
        return self.value("periode") or DEFAULT

    @property
    def period(self):
        return self.periods[self.key][1]

    @property
    def period_label(self):
        return self.periods[self.key][0]

    @property
    def region_name(self):
        """The region asked for; "" for all."""
        wanted = self.value("region")
        return wanted and dict(self.fields["region"].choices)[wanted]


class FindingFilter(RegionFilter):
    groupe = forms.ChoiceField(label="Groupe", required=False)
    nature = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=[("", "forces et faiblesses"), *Finding.Kind.choices],
    )
    element = ItemFilter(label="Axe, objectif, indicateur…", required=False)
    du = DayField(label="Du", required=False, read=deadlines.parse_day)
    au = DayField(label="Au", required=False, read=deadlines.parse_day)

    def __init__(self, data, *, groups):
        super().__init__(data, groups=groups)
        names = [(str(group.pk), group.name) for group in groups]
        self.fields["groupe"].choices = [("", "tous"), *names]
        self.fields["element"].offer(every_item())

    @property
    def narrows(self):
        """Something is asked for, perhaps wrongly: the fields are to be seen."""
        return not self.is_valid() or any(self.cleaned_data.values())

    def matching(self, findings):
        """Those that fit; each item is then offered with how many of the others' it would leave."""
        fitting = self._fitting(findings)
        if fitting.order_by()[: COUNTED + 1].count() <= COUNTED:
            self.fields["element"].count(ClassifiedFinding, fitting, self.data.get("element"))
        if asked := self.value("element"):
            return fitting.filter(asked.condition(ClassifiedFinding))
        return fitting

    def _fitting(self, findings):
        findings = findings.filter(self.of_groups("point__meeting__group"))
        for name, bound in (("du", "gte"), ("au", "lte")):
            if day := self.value(name):
                findings = findings.filter(**{f"point__meeting__date__{bound}": day})
        if kind := self.value("nature"):
            findings = findings.filter(kind=kind)
        if group := self.value("groupe"):
            findings = findings.filter(point__meeting__group=group)
        return findings


class FindingSelection(forms.Form):
    """What is done with an item on the findings that are ticked, or on all that are `found`."""

    tous = forms.BooleanField(required=False)
    item = ItemChoice(
        label="Axe, objectif, indicateur…",
        error_messages={"required": "Choisissez l’élément sous lequel classer."},
    )
    how = forms.ChoiceField(label="Que faire de cet élément", required=False, choices=How.choices)

    def __init__(self, data=None, *, found, user, today):
        super().__init__(data, auto_id="selection_%s")
        self.user, self.may_classify = user, scope(user).classifies
        self.fields["item"].offer(every_item() if self.may_classify else (), today)
        self.selected = self._selected(found) if self.is_bound else set()

    def _selected(self, found):
        if self.data.get("tous"):
            return set(found.order_by("pk").values_list("pk", flat=True)[: LARGEST + 1])
        return set(sorted(ticked(self.data, "finding"))[: LARGEST + 1])

    def clean(self):
        if not self.selected:
            raise forms.ValidationError("Cochez au moins un constat.")
        if len(self.selected) > LARGEST:
            raise forms.ValidationError(
                f"C’est trop d’un coup ({LARGEST} constats au plus) : ajoutez un filtre."
            )
        return super().clean()

    def act(self, at):
        """Do it; returns how many were changed."""
        may = Finding.objects.filter(pk__in=self.selected).classifiable_by(self.user)
        return may.classify(self.user, at, self.cleaned_data["item"], self._how)

    @property
    def _how(self):
        return How(self.cleaned_data["how"] or How.ADD)

    def done(self, changed):
        return f"{self.cleaned_data['item']} : {DONE[self._how]} {number_of(changed)}."

    def left(self, changed):
        """What is told of those that stayed as they were; "" where none did."""
        rest = len(self.selected) - changed
        if not rest:
            return ""
        stayed = "n’ont pas changé" if rest > 1 else "n’a pas changé"
        return (
            f"{number(rest)} {stayed} : déjà ainsi, hors de vos droits, ou d’après la fin de "
            "l’élément."
        )
