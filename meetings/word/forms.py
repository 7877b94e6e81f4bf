"""The file that comes back."""

from django import forms

MAX_BYTES = 5 * 1024 * 1024
DURATIONS = [(3, "3 jours"), (7, "7 jours"), (30, "30 jours")]


class LendForm(forms.Form):
    whom = forms.CharField(
        label="Au nom de",
        max_length=150,
        help_text="La personne qui remplira la trame : ce qu’elle rend porte son nom.",
        error_messages={"required": "Dites qui remplira la trame."},
    )
    days = forms.TypedChoiceField(label="Valable", choices=DURATIONS, coerce=int, initial=7)


class GivenBackForm(forms.Form):
    file = forms.FileField(
        label="La trame remplie",
        help_text="Le fichier .docx, même enregistré par Word, LibreOffice ou un téléphone.",
        error_messages={
            "required": "Choisissez la trame remplie.",
            "empty": "Ce fichier est vide : choisissez la trame remplie.",
        },
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                "Plus de 5 Mo : ce n’est pas une trame. Retirez-en les images."
            )
        return file.read()
