"""The file that comes back."""

from django import forms

MAX_BYTES = 5 * 1024 * 1024


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
