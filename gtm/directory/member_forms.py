"""Forms of the members of a group: the day of the list, and one of them."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Q

from gtm.days import DayField
from gtm.directory.fields import FieldsOnly
from gtm.models import Agency, Member
from gtm.typography import long_date
from gtm.widgets import TypedSelect

AS_THE_STRUCTURE = "Selon la structure"


class MemberDay(forms.Form):
    """The day whose members are shown; one that means nothing is today."""

    jour = DayField(label="Membres au", required=False)

    def __init__(self, data, today):
        super().__init__({"jour": data.get("jour") or today.isoformat()})
        self.day = (self.is_valid() and self.cleaned_data["jour"]) or today


class MemberForm(forms.ModelForm):
    """Somebody who belongs to the group that `instance` has."""

    since = DayField(
        label="Membre depuis le", error_messages={"required": "Donnez le premier jour."}
    )
    until = DayField(
        label="Jusqu’au (inclus)",
        required=False,
        help_text="Laissez vide tant qu’il est membre. La fiche reste, avec ses présences.",
    )

    class Meta:
        model = Member
        fields = ["agency", "function", "name", "email", "phone", "may_be_replaced", "own_style"]
        fields += ["since", "until"]
        widgets = {
            "agency": TypedSelect,
            "phone": forms.TextInput(attrs={"type": "tel"}),
        }
        error_messages = {
            "email": {"invalid": "Cette adresse n’est pas complète : nom@organisation.ne."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = _choosable(self.instance)
        self.fields["agency"].empty_label = "Aucune"
        styles = [("", AS_THE_STRUCTURE), *Member.Style.choices]
        self.fields["own_style"].choices = styles
        self.helper = FieldsOnly()
        self.helper.layout = Layout(
            Fieldset("Qui", "agency", Div("function", "name", css_class="fields")),
            Fieldset("Contact", Div("email", "phone", css_class="fields")),
            Fieldset("Convocation", "own_style", "may_be_replaced"),
            Fieldset("Durée", Div("since", "until", css_class="fields")),
        )

    def clean_function(self):
        return " ".join(self.cleaned_data["function"].split())

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        super().clean()
        given = self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "La fin précède le début.")
        if not self.errors and (other := self._double()):
            end = f"jusqu’au {long_date(other.until)}" if other.until else "sans fin"
            told = f"Ce membre y est déjà, depuis le {long_date(other.since)}, {end}."
            self.add_error("since", told)

    def _double(self):
        """The same one, a member on a day of these too."""
        given = self.cleaned_data
        who = {name: given[name] for name in ("agency", "function", "name")}
        others = self.instance.group.members.filter(**who).exclude(pk=self.instance.pk)
        if given["until"]:
            others = others.filter(since__lte=given["until"])
        return others.filter(Q(until=None) | Q(until__gte=given["since"])).first()


def _choosable(member):
    """The structures of a group's territory; that of the member stays one of them."""
    near = Agency.objects.active().named_in(member.group.local_territory)
    own = Agency.objects.filter(pk=member.agency_id)
    kept = Q(pk__in=near.values("pk"), is_collective=False) | Q(pk__in=own.values("pk"))
    return Agency.objects.filter(kept).select_related("territory")
