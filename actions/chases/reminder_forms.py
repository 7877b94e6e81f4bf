"""The switches of the reminders, a line per structure and group."""

from dataclasses import dataclass

from django import forms

from actions.chases.reminders import name_of
from gtm import journal
from gtm.models import ReminderRhythm


@dataclass(frozen=True)
class Line:
    """One structure or group as the screen shows it."""

    kind: str
    subject: object
    name: str
    addresses: list[str]
    open: int
    late: int
    switch: forms.BoundField
    rhythm: forms.BoundField


class ReminderForm(forms.Form):
    """`lines`: (kind, structure or group, addresses, open, late); only those can be set."""

    def __init__(self, data, *, lines):
        super().__init__(data)
        self.given = lines
        for kind, subject, *_ in lines:
            name, key = name_of(subject), f"{kind}-{subject.pk}"
            self.fields[f"{key}-on"] = forms.BooleanField(
                label=f"Rappels actifs : {name}", required=False, initial=subject.gets_reminders
            )
            self.fields[f"{key}-rhythm"] = forms.ChoiceField(
                label=f"Rythme : {name}",
                choices=ReminderRhythm.choices,
                initial=subject.reminder_rhythm,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def lines(self):
        return [
            Line(
                kind,
                subject,
                name_of(subject),
                *told,
                self[f"{kind}-{subject.pk}-on"],
                self[f"{kind}-{subject.pk}-rhythm"],
            )
            for kind, subject, *told in self.given
        ]

    def save(self, by, now):
        """Store what differs; returns how many structures and groups changed."""
        changed = 0
        for kind, subject, *_ in self.given:
            key = f"{kind}-{subject.pk}"
            wanted = {
                "gets_reminders": self.cleaned_data[f"{key}-on"],
                "reminder_rhythm": self.cleaned_data[f"{key}-rhythm"],
            }
            if any(getattr(subject, name) != value for name, value in wanted.items()):
                before = journal.written(subject)
                for name, value in wanted.items():
                    setattr(subject, name, value)
                subject.save(update_fields=list(wanted))
                journal.record_changes(by, now, subject, before)
                changed += 1
        return changed
