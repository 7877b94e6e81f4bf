"""The form in which one says when a group usually meets."""

from django import forms

from gtm import rhythms
from gtm.directory.fields import FieldsOnly
from gtm.typography import MONTHS, WEEKDAYS

NO_RULE, BY_WEEKDAY, BY_DAY = "none", "weekday", "day"
DAYS = [(day, f"le {day}") for day in range(1, 32)]


class RhythmForm(forms.Form):
    """A weekday of a rank, a day of the month, or nothing; what is not asked for is not read."""

    kind = forms.ChoiceField(
        label="Le groupe se réunit",
        choices=[
            (BY_WEEKDAY, "un jour de la semaine (« dernier jeudi du mois »)"),
            (BY_DAY, "un jour du mois (« le 15 »)"),
            (NO_RULE, "sans rythme habituel"),
        ],
        widget=forms.RadioSelect,
    )
    every = forms.TypedChoiceField(label="Fréquence", choices=rhythms.INTERVALS, coerce=int)
    first_month = forms.TypedChoiceField(
        label="À partir du mois de",
        choices=list(enumerate(MONTHS, 1)),
        coerce=int,
        help_text="Compte dès que le groupe ne se réunit pas chaque mois.",
    )
    rank = forms.TypedChoiceField(label="Lequel", choices=rhythms.RANKS, coerce=int)
    weekday = forms.TypedChoiceField(
        label="Jour de la semaine", choices=list(enumerate(WEEKDAYS)), coerce=int
    )
    day = forms.TypedChoiceField(
        label="Jour du mois",
        choices=[*DAYS, (rhythms.LAST, "le dernier jour")],
        coerce=int,
        help_text="Un mois plus court prend son dernier jour.",
    )
    shift = forms.ChoiceField(
        label="Si ce jour est un samedi, un dimanche ou férié", choices=rhythms.SHIFTS
    )

    def __init__(self, data, *, group):
        super().__init__(data, initial=_initial(group))
        self.group = group
        self.helper = FieldsOnly()
        if self.is_bound:
            kind = self.data.get("kind")
            for name in ("rank", "weekday"):
                self.fields[name].required = kind == BY_WEEKDAY
            self.fields["day"].required = kind == BY_DAY

    def save(self):
        typed, group = self.cleaned_data, self.group
        by_weekday = typed["kind"] == BY_WEEKDAY
        rank = {BY_WEEKDAY: typed["rank"], BY_DAY: typed["day"]}.get(typed["kind"])
        group.meets_rank = rank
        group.meets_weekday = typed["weekday"] if by_weekday else None
        group.meets_every, group.meets_from = typed["every"], typed["first_month"]
        group.meets_shift = typed["shift"]
        group.save(update_fields=COLUMNS)
        return group


COLUMNS = ("meets_rank", "meets_weekday", "meets_every", "meets_from", "meets_shift")


def _initial(group):
    rule = group.rhythm or rhythms.Rhythm(rank=rhythms.LAST, weekday=3)
    by_weekday = rule.weekday is not None
    kind = BY_WEEKDAY if by_weekday else BY_DAY
    return {
        "kind": kind if group.rhythm else NO_RULE,
        "every": rule.every,
        "first_month": rule.first_month,
        "rank": rule.rank if by_weekday else rhythms.LAST,
        "weekday": rule.weekday if by_weekday else 3,
        "day": 15 if by_weekday else rule.rank,
        "shift": rule.shift,
    }
