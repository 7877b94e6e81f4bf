"""What is said with a version that is sent, and to whom it goes."""

from django import forms


class SendingForm(forms.Form):
    """`to` are the addresses that are ticked: others than those offered are left out."""

    words = forms.CharField(
        label="Mot d’accompagnement",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="En tête de chaque courriel. Facultatif.",
        error_messages={"max_length": "Écrivez au plus 2 000 signes."},
    )
    without_photos = forms.BooleanField(label="Sans les photos, pour tous", required=False)

    def __init__(self, data, offered, has_photos):
        super().__init__(data)
        if not has_photos:
            del self.fields["without_photos"]
        proposed = {each.email for each in offered if each.is_proposed}
        posted = set(data.getlist("to")) if data is not None else proposed
        self.ticked = posted & {each.email for each in offered if each.may_get}

    def clean(self):
        if not self.ticked:
            raise forms.ValidationError("Cochez au moins une adresse.")
        return super().clean()
