"""Forms of the settings of the country, and of the name that the ministry has from a day on."""

from django import forms

from gtm.days import DayField
from gtm.directory.fields import NEWS_DAYS_ERRORS, FieldsOnly, filled_lines, number_errors
from gtm.models import GRACE_DAYS_WANTED, MAIL_DAYS_WANTED, Country, Ministry


class CountryForm(forms.ModelForm):
    class Meta:
        model = Country
        fields = ["news_days", "grace_days", "mail_days", "responsible_heading", "signature"]
        widgets = {"signature": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "news_days": NEWS_DAYS_ERRORS,
            "grace_days": number_errors(GRACE_DAYS_WANTED),
            "mail_days": number_errors(MAIL_DAYS_WANTED),
            "responsible_heading": {"required": "Donnez le titre de la colonne."},
        }

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()
        self.today, self.given = today, self.instance.grace_days

    def save(self):
        self.instance.grace_days = self.given
        self.instance.give_grace(self.cleaned_data["grace_days"], self.today)
        return super().save()


class MinistryForm(forms.ModelForm):
    since = DayField(
        label="À compter du",
        help_text="Les documents d’une réunion tenue ce jour ou après portent ce nom.",
        error_messages={"required": "Donnez le premier jour de ce nom."},
    )

    class Meta:
        model = Ministry
        fields = ["since", "name", "lines"]
        widgets = {"lines": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"lines": "Une ligne par service, s’il y en a au-dessus de ceux du groupe."}
        error_messages = {"name": {"required": "Donnez le nom du ministère."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()

    def clean_lines(self):
        return filled_lines(self.cleaned_data["lines"])
