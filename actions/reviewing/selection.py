"""What the rows of the review ask: the states of one action, one change of several."""

from django import forms
from django.db import transaction
from django.http import QueryDict

from actions.classifying.choice import ItemChoice
from actions.follow_up import RUNNING, Said, Status
from actions.forms import AgencyChoice, choices_of, designatable_agencies
from actions.frameworks import DONE, How, every_item
from actions.last_change import LastChange
from actions.models import ActionItem
from actions.reviewing.filters import Review
from actions.telling import number_of
from gtm.access import scope
from gtm.ids import number_in

Do = LastChange.Do
LARGEST = 500  # actions on which the same is done at once
TOO_MANY = f"C’est trop d’un coup ({LARGEST} points d’action au plus) : ajoutez un filtre."
ALREADY = "clos, déjà ainsi, ou hors de vos droits."
NOT_DECLARED = "seul se vérifie ce qui est déclaré fait, dans vos droits."
NOT_OWN = "le SP/CCM ne clôt pas ses propres points d’action, le rapporteur du groupe le fait."


def states_in_row(may_declare, may_close):
    """The states that the short form of the review's rows offers to this person."""
    if may_close:
        return choices_of(*RUNNING)
    return choices_of(Status.DOING, Status.WAITING) if may_declare else []


def ticked(data, name="action"):
    """The ids of the rows that are ticked in a posted form."""
    return {number_in(pk) for pk in data.getlist(name)} - {0}


def chosen(data, user, today):
    """The ids ticked, or all that the filter of the page finds; never more than `LARGEST` + 1."""
    if not data.get("tous"):
        return set(sorted(ticked(data))[: LARGEST + 1])
    query = QueryDict(data.get("retour", ""))
    found = Review(query, ActionItem.objects.reviewed_by(user), today).matching()
    return set(found.order_by("pk").values_list("pk", flat=True)[: LARGEST + 1])


class SelectionForm(forms.Form):
    """The same thing done on several actions; only those within the person's rights are touched."""

    do = forms.ChoiceField(choices=Do)
    retour = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    tous = forms.BooleanField(required=False)
    agency = AgencyChoice(
        designatable_agencies(),
        label="Structure chargée du suivi",
        required=False,
        empty_label="choisissez une structure",
    )
    item = ItemChoice(label="Axe, objectif, indicateur…", required=False)
    how = forms.ChoiceField(label="Que faire de cet élément", required=False, choices=How.choices)

    def __init__(self, data=None, *, user, today):
        super().__init__(data, auto_id="selection_%s")
        self.user, mine = user, scope(user)
        self.may_designate = mine.designates_structures
        self.may_classify = mine.classifies
        self.fields["item"].offer(every_item() if self.may_classify else (), today)
        self.selected = chosen(data, user, today) if data is not None else set()

    def clean(self):
        cleaned = super().clean()
        if not self.selected:
            raise forms.ValidationError("Cochez au moins un point d’action.")
        if len(self.selected) > LARGEST:
            raise forms.ValidationError(TOO_MANY)
        if cleaned.get("do") == Do.DESIGNATE and not cleaned.get("agency"):
            self.add_error("agency", "Choisissez la structure à désigner.")
        if cleaned.get("do") == Do.CLASSIFY and not cleaned.get("item"):
            self.add_error("item", "Choisissez l’élément sous lequel classer.")
        return cleaned

    def act(self, at):
        """Do it, so that it can be undone; returns how many were changed."""
        said, do = Said(self.user, at), self.cleaned_data["do"]
        with transaction.atomic():
            changed = self._change(said, do)
            if changed:
                agency = self.cleaned_data["agency"] if do == Do.DESIGNATE else None
                LastChange.keep(said, do, self.done(len(changed)), changed, agency)
        return len(changed)

    def _change(self, said, do):
        may = ActionItem.objects.filter(pk__in=self.selected).changeable_by(self.user, do)
        if do == Do.DESIGNATE:
            return may.designate(said, self.cleaned_data["agency"])
        if do == Do.VERIFY:
            return may.verify(said)
        return may.classify(said, self.cleaned_data["item"], self._how)

    @property
    def _how(self):
        return self.cleaned_data["how"] or How.ADD

    def done(self, changed):
        typed, number = self.cleaned_data, number_of(changed)
        label = typed["agency"].label if typed["agency"] else ""
        return {
            Do.DESIGNATE: f"{label} : chargée du suivi de {number}.",
            Do.VERIFY: f"Vérifié, réalisé : {number}.",
            Do.CLASSIFY: f"{typed['item']} : {DONE[self._how]} {number}.",
        }[typed["do"]]

    def left(self, changed):
        """What is told of those that stayed as they were, by number and with the reason."""
        rest = len(self.selected) - changed
        if self.cleaned_data["do"] != Do.VERIFY:
            return [_left(rest, "n’a pas changé", "n’ont pas changé", ALREADY)] if rest else []
        these = ActionItem.objects.visible_to(self.user).filter(pk__in=self.selected)
        others = these.filter(status=Status.DECLARED).count()
        told = [(others, "reste à vérifier", "restent à vérifier", NOT_OWN)]
        told += [(rest - others, "n’a pas changé", "n’ont pas changé", NOT_DECLARED)]
        return [_left(number, *words) for number, *words in told if number]


def _left(number, one, several, why):
    return f"{number} {several if number > 1 else one} : {why}"
