"""What the rows of the review ask: the states of one action, one change of several."""

from django import forms
from django.http import QueryDict

from actions.follow_up import RUNNING, Said, Status, StrategicAxis
from actions.forms import AgencyChoice, choices_of, designatable_agencies
from actions.letters import number_of
from actions.models import ActionItem
from actions.review import Review
from gtm.access import scope

LARGEST = 500  # actions on which the same is done at once
TOO_MANY = f"C’est trop d’un coup ({LARGEST} points d’action au plus) : ajoutez un filtre."


def states_in_row(may_declare, may_close):
    """The states that the short form of the review's rows offers to this person."""
    if may_close:
        return choices_of(*RUNNING)
    return choices_of(Status.DOING, Status.WAITING) if may_declare else []


def ticked(data):
    """The ids of the actions that are ticked in a posted form."""
    numbers = data.getlist("action")
    return {int(pk) for pk in numbers if pk.isascii() and pk.isdecimal() and len(pk) < 19}


def chosen(data, user, today):
    """The ids ticked, or all that the filter of the page finds; never more than `LARGEST` + 1."""
    if not data.get("tous"):
        return set(sorted(ticked(data))[: LARGEST + 1])
    query = QueryDict(data.get("retour", ""))
    found = Review(query, ActionItem.objects.reviewed_by(user), today).matching()
    return set(found.order_by("pk").values_list("pk", flat=True)[: LARGEST + 1])


class SelectionForm(forms.Form):
    """The same thing done on several actions; only those within the person's rights are touched."""

    do = forms.ChoiceField(choices=[("designate", "Désigner"), ("set_axis", "Définir l’axe")])
    retour = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    tous = forms.BooleanField(required=False)
    agency = AgencyChoice(
        designatable_agencies(),
        label="Structure chargée du suivi",
        required=False,
        empty_label="choisissez une structure",
    )
    axis = forms.ModelChoiceField(
        StrategicAxis.objects.all(), label="Axe", required=False, empty_label="aucun axe"
    )

    def __init__(self, data=None, *, user, today):
        super().__init__(data, auto_id="selection_%s")
        self.user, mine = user, scope(user)
        self.may_designate = mine.designates_structures
        self.may_classify = mine.classifies_actions
        self.selected = chosen(data, user, today) if data is not None else set()

    def clean(self):
        cleaned = super().clean()
        if not self.selected:
            raise forms.ValidationError("Cochez au moins un point d’action.")
        if len(self.selected) > LARGEST:
            raise forms.ValidationError(TOO_MANY)
        if cleaned.get("do") == "designate" and not cleaned.get("agency"):
            self.add_error("agency", "Choisissez la structure à désigner.")
        return cleaned

    def act(self, at):
        """How many were changed, and how many were not: closed meanwhile, or not one's own."""
        said, may = Said(self.user, at), ActionItem.objects.filter(pk__in=self.selected)
        if self.cleaned_data["do"] == "designate":
            agency = self.cleaned_data["agency"]
            changed = may.designatable_by(self.user).designate(said, agency)
        else:
            changed = may.classifiable_by(self.user).set_axis(said, self.cleaned_data["axis"])
        return changed, len(self.selected) - changed

    def done(self, changed):
        if self.cleaned_data["do"] == "designate":
            label = self.cleaned_data["agency"].label
            return f"{label} : chargée du suivi de {number_of(changed)}."
        return f"{self.cleaned_data['axis'] or 'Aucun axe'} : défini pour {number_of(changed)}."
