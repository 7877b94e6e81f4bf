"""Forms of a group's letters: the words of one of them, and what all have in common."""

from crispy_forms.layout import Layout
from django import forms

from gtm.directory.fields import FieldsOnly, filled_lines
from gtm.typography import NBSP
from meetings.convocation import wording
from meetings.models import LetterSettings, Wording


class WordingForm(forms.ModelForm):
    """A field that is none would be printed with its braces: it is told here."""

    class Meta:
        model = Wording
        fields = ["subject", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}
        error_messages = {
            "subject": {"required": "Écrivez l’objet de la lettre."},
            "body": {"required": "Écrivez le texte de la lettre."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()
        self.helper.layout = Layout("subject", "body")

    def clean_subject(self):
        return self._known(" ".join(self.cleaned_data["subject"].split()))

    def clean_body(self):
        return self._known("\n".join(self.cleaned_data["body"].splitlines()).strip())

    def _known(self, text):
        if others := list(dict.fromkeys(wording.unknown(text))):
            names = ", ".join(f"{{{each}}}" for each in others)
            many = "ne sont pas des champs" if len(others) > 1 else "n’est pas un champ"
            raise forms.ValidationError(f"{names} {many}{NBSP}: voyez la liste sous le texte.")
        return text


class LetterSettingsForm(forms.ModelForm):
    class Meta:
        model = LetterSettings
        fields = ["code", "signature"]
        widgets = {"signature": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()
        self.helper.layout = Layout("code", "signature")

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split())

    def clean_signature(self):
        return filled_lines(self.cleaned_data["signature"])
