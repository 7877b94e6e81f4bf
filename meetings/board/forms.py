"""What the board and the list of findings may be narrowed by; a wrong value narrows nothing."""

from datetime import date

from django import forms
from django.db.models import Q

from gtm.models import Territory
from gtm.names import fold
from meetings.board import figures
from meetings.models import Finding

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
    annee = forms.IntegerField(label="Année", required=False, min_value=1990, max_value=2199)
    nature = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=[("", "forces et faiblesses"), *Finding.Kind.choices],
    )

    def __init__(self, data, *, groups):
        super().__init__(data, groups=groups)
        names = [(str(group.pk), group.name) for group in groups]
        self.fields["groupe"].choices = [("", "tous"), *names]

    def matching(self, findings):
        findings = findings.filter(self.of_groups("point__meeting__group"))
        if year := self.value("annee"):
            whole = (date(year, 1, 1), date(year, 12, 31))
            findings = findings.filter(point__meeting__date__range=whole)
        if kind := self.value("nature"):
            findings = findings.filter(kind=kind)
        if group := self.value("groupe"):
            findings = findings.filter(point__meeting__group=group)
        return findings
