"""What is told at the door: by the secretary's phone, by who signs in himself."""

import uuid

from django import forms

from gtm.characters import normalised
from meetings.choices import Presence
from meetings.models import Arrival

# Who came; what excuses nobody is told by an answer, not at the door.
CAME = [(each.value, each.label) for each in (Presence.PRESENT, Presence.REMOTE)]
PRESENCES = [*CAME, (Presence.REPRESENTED.value, Presence.REPRESENTED.label)]
SEXES = [("", "non précisé"), *Arrival.Sex.choices]
MOST = 50  # arrivals in the place of which one stands


class Typed(forms.CharField):
    """A line as typed, of signs that can be stored."""

    def to_python(self, value):
        text = normalised(str(value)) if value is not None else ""
        return super().to_python(" ".join(text.split()))


class Ids(forms.CharField):
    """Ids with spaces between, or a list of them."""

    def to_python(self, value):
        found = value if isinstance(value, list) else str(value or "").split()
        try:
            return [uuid.UUID(str(each)) for each in found[:MOST]]
        except ValueError:
            raise forms.ValidationError("Rechargez la page.") from None


class PersonForm(forms.Form):
    """Who somebody is, as he says or as it is seen."""

    name = Typed(label="Nom et prénom", max_length=150, required=False)
    function = Typed(label="Fonction", max_length=150, required=False)
    structure = Typed(label="Structure", max_length=250, required=False)
    sex = forms.ChoiceField(label="Sexe", choices=SEXES, required=False)
    phone = Typed(label="Téléphone", max_length=40, required=False)

    @property
    def said(self):
        names = ("name", "function", "structure", "sex", "phone")
        return {name: self.cleaned_data[name] for name in names}


class ArrivalForm(PersonForm):
    """Somebody ticked, added or corrected. `ago`: how many seconds before it was sent."""

    id = forms.UUIDField()
    key = Typed(max_length=60, required=False)
    deputy = forms.BooleanField(required=False)  # whether who represents him is known
    label = Typed(max_length=250, required=False)  # as the phone shows who is ticked
    presence = forms.ChoiceField(choices=PRESENCES)
    ago = forms.IntegerField(min_value=0, max_value=30 * 86_400, required=False)
    instead_of = Ids(required=False)

    def clean(self):
        cleaned = super().clean()
        named = [cleaned.get(name) for name in ("key", "name", "function", "structure")]
        if not any(named) and not self.errors:
            self.add_error("name", "Dites qui est arrivé : un nom, une fonction ou une structure.")
        is_replaced = cleaned.get("presence") == Presence.REPRESENTED
        by = [cleaned.get(name) for name in ("name", "function", "deputy")]
        if is_replaced and not any(by):
            self.add_error("name", "Écrivez le nom ou la fonction de qui représente.")
        return cleaned


class RemovalForm(forms.Form):
    ids = Ids()


class ConfirmationForm(forms.Form):
    """Who signed in himself is there; `key`: which of those expected he is, "" for none."""

    id = forms.UUIDField()
    key = Typed(max_length=60, required=False)


class SignInForm(PersonForm):
    """At the page of the code, by who comes in."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    sex = forms.ChoiceField(
        label="Sexe", choices=Arrival.Sex.choices, required=False, widget=forms.RadioSelect
    )

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = "Écrivez votre nom."
        autocomplete = {
            "name": "name",
            "function": "organization-title",
            "structure": "off",
            "phone": "tel",
        }
        for name, kind in autocomplete.items():
            self.fields[name].widget.attrs["autocomplete"] = kind
        self.fields["structure"].widget.attrs["list"] = "structures"
        self.fields["phone"].widget.input_type = "tel"
        self.fields[
            "phone"
        ].help_text = "Lu par le rapporteur du groupe et le SP/CCM seulement, jamais imprimé."


class CodeForm(forms.Form):
    code = Typed(
        label="Code de la réunion",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "door-code",
            }
        ),
    )
