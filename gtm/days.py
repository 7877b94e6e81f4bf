"""A field for a day, for all forms."""

from datetime import date

from django import forms

# Midnight of year 1 is in no time zone; beyond, a slip of the hand.
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """What a browser's calendar sends; with `read`, a text in which it finds the day, or None."""

    default_error_messages = {
        "invalid": "Écrivez une date, par exemple 30/11/2021.",
        "far": f"Écrivez une date de {EARLIEST.year} à {LATEST.year}.",
    }

    def __init__(self, *, read=None, **kwargs):
        self.read = read
        widget = forms.TextInput() if read else forms.DateInput({"type": "date"}, "%Y-%m-%d")
        super().__init__(**{"widget": widget} | kwargs)

    def to_python(self, value):
        typed = value.strip() if isinstance(value, str) else value
        if not typed or not self.read:
            return super().to_python(typed)
        day = self.read(typed)
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def validate(self, value):
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise forms.ValidationError(self.error_messages["far"], code="far")
