"""Which period and region a report is of, what a new version changes, to whom one is sent."""

import uuid
from datetime import date

from django import forms

from gtm.models import Territory
from meetings.life.forms import ChangesForm, ReadersForm, Remark
from meetings.models import Report
from meetings.models.reports import month_after, period_name
from meetings.report import sending
from meetings.report.lists import groups_of

OFFERED = {"quarter": 12, "month": 24, "half": 8, "year": 8}  # periods of each span, the last ones
GROUPS = {"quarter": "Trimestre", "month": "Mois", "half": "Semestre", "year": "Année"}
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def periods(span, today):
    """The first days of the periods of a span, the current one first."""
    months = MONTHS[span]
    current = date(today.year, (today.month - 1) // months * months + 1, 1)
    return [month_after(current, -months * back) for back in range(OFFERED[span])]


class ReportForm(forms.Form):
    """Which period, which region; proposed: the last whole quarter, the country."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    period = forms.ChoiceField(label="Période")
    region = forms.ChoiceField(label="Région", required=False)

    def __init__(self, data, *, today):
        super().__init__(data)
        self.fields["id"].initial = uuid.uuid4()
        self.fields["period"].choices = [
            (
                GROUPS[span],
                [
                    (f"{span}:{first}", period_name(span, first) + (" (en cours)" * (place == 0)))
                    for place, first in enumerate(periods(span, today))
                ],
            )
            for span in GROUPS
        ]
        self.fields["period"].initial = f"quarter:{periods('quarter', today)[1]}"
        regions = {group.region.pk: group.region for group in groups_of(None)}
        self.regions = {
            str(pk): region
            for pk, region in regions.items()
            if region.kind != Territory.Kind.COUNTRY
        }
        ranked = sorted(self.regions.items(), key=lambda item: item[1].name)
        names = [(pk, region.name) for pk, region in ranked]
        self.fields["region"].choices = [("", "pays entier"), *names]

    def report(self):
        """The `Report` asked for, not stored."""
        typed = self.cleaned_data
        span, _, first = typed["period"].partition(":")
        return Report(
            pk=typed["id"] or uuid.uuid4(),
            span=span,
            first_on=date.fromisoformat(first),
            region=self.regions.get(typed["region"]),
        )


class NextVersionForm(ChangesForm):
    """What a version changes, as readers and its files are told."""

    changes = Remark(
        label="Ce qui change",
        help_text="Imprimé en tête de la nouvelle version, par exemple : « Recommandations : la "
        "troisième est retirée. »",
        error_messages={"required": "Dites ce qui change par rapport à la version signée."},
    )


class SendingForm(ReadersForm):
    """To whom a signed version is sent: structures proposed, other addresses typed."""

    words = forms.CharField(
        label="Votre message (facultatif)",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data):
        super().__init__(data, sending.proposed())
        if "proposed" in self.fields:
            self.fields["proposed"].label = "Structures"
        self.fields["others"].label = "Autres adresses (ministère…)"
