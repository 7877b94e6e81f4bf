"""What is asked when meetings are planned, moved, prepared."""

from datetime import date
from functools import partial

from django import forms

from actions.deadlines import parse_day
from gtm import uploads
from gtm.days import DayField
from gtm.models import Agency
from gtm.typography import format_hour, long_day
from meetings.models import AgendaTemplate, Meeting, Proposal
from meetings.models.prepared import WHY_LIMIT
from meetings.text.hours import parse_hours

HOUR_WANTED = "Écrivez par exemple 10h20 ou 9h05."


class HourField(forms.CharField):
    """An hour as people type it; the cleaned value is as it prints, « 10h20 »."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "max_length": 40, "help_text": "Ex. 9h30"} | kwargs)

    def clean(self, value):
        typed = super().clean(value).strip()
        read = parse_hours(typed) if typed else None
        if typed and not read:
            raise forms.ValidationError(HOUR_WANTED)
        hour = read and (read[0] or read[1])
        return format_hour(hour) if hour else ""


class OrderedHours:
    """A mixin: what begins at `start` does not end before."""

    def clean(self):
        cleaned = super().clean()
        start, end = (parse_hours(cleaned.get(name) or "") for name in ("start", "end"))
        if start and end and end[0] <= start[0]:
            self.add_error("end", "La réunion finit avant d’avoir commencé.")
        return cleaned


class SeriesForm(OrderedHours, forms.Form):
    """Days of the rhythm to be planned, with what they have in common."""

    dates = forms.MultipleChoiceField(
        label="Dates",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez une date au moins.",
            "invalid_choice": "Une de ces dates vient d’être prise : cochez parmi celles-ci.",
        },
    )
    start = HourField(label="Heure de début")
    end = HourField(label="Heure de fin")
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    modality = forms.ChoiceField(label="Modalité", choices=Meeting.Modality.choices)

    def __init__(self, data, *, dates, last=None):
        super().__init__(data)
        self.fields["dates"].choices = [(f"{day:%Y-%m-%d}", long_day(day)) for day in dates]
        self.fields["dates"].initial = [f"{day:%Y-%m-%d}" for day in dates]
        if last:
            self.fields["place"].initial = last.place
            self.fields["modality"].initial = last.modality
            for name, hour in (("start", last.starts_at), ("end", last.ends_at)):
                self.fields[name].initial = format_hour(hour) if hour else ""

    @property
    def days(self):
        return [date.fromisoformat(text) for text in self.cleaned_data["dates"]]

    @property
    def details(self):
        return {name: self.cleaned_data[name] for name in ("start", "end", "place", "modality")}


class MoveForm(OrderedHours, forms.Form):
    """Another day, hour or place, and why."""

    date = DayField(label="Nouvelle date", read=parse_day, help_text="Par exemple 15/12/2026.")
    start = HourField(label="Heure de début")
    end = HourField(label="Heure de fin")
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    reason = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi la réunion est déplacée."},
    )
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    op_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data, *, meeting, today, op_id=None):
        document = meeting.document
        initial = {name: document.get(name, "") for name in ("start", "end", "place")}
        initial |= {"date": f"{meeting.date:%d/%m/%Y}"}
        super().__init__(data, initial=initial | {"base_version": meeting.version, "op_id": op_id})
        self.fields["date"].read = partial(parse_day, near=today)
        self.meeting, self.today = meeting, today

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day < self.today:
            raise forms.ValidationError("Choisissez un jour à venir.")
        return day


class UntilForm(forms.Form):
    """Until when structures may propose points; without a day, they may not."""

    until = DayField(
        label="Les structures proposent des points jusqu’au",
        required=False,
        help_text="Vide : elles n’en proposent pas.",
    )

    def __init__(self, data, *, meeting, initial):
        super().__init__(data, initial={"until": initial})
        self.meeting = meeting

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until > self.meeting.date:
            raise forms.ValidationError("Choisissez un jour qui ne suit pas la réunion.")
        return until


class TemplateForm(forms.ModelForm):
    class Meta:
        model = AgendaTemplate
        fields = ["name", "points"]
        widgets = {"points": forms.Textarea(attrs={"rows": 8})}
        error_messages = {
            "name": {"required": "Donnez un nom à ce modèle."},
            "points": {"required": "Écrivez un point par ligne."},
        }

    def __init__(self, data, *, group):
        super().__init__(data, instance=AgendaTemplate(group=group))

    def clean(self):
        cleaned, group = super().clean(), self.instance.group
        same = AgendaTemplate.objects.filter(group=group, name=cleaned.get("name"))
        if same.exists():
            self.add_error("name", "Ce groupe a déjà un modèle de ce nom.")
        if group.agenda_templates.count() >= MOST_TEMPLATES:
            raise forms.ValidationError(
                f"{MOST_TEMPLATES} modèles au plus : retirez-en un qui ne sert plus."
            )
        return cleaned


MOST_TEMPLATES = 20


class ProposalForm(forms.ModelForm):
    """A point that a structure would like to see on an agenda."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Au nom de", empty_label=None)
    upload = forms.FileField(label="Pièce jointe", required=False)

    class Meta:
        model = Proposal
        fields = ["agency", "title", "why", "minutes"]
        widgets = {"why": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "title": {"required": "Donnez l’intitulé du point."},
            "why": {
                "required": "Dites pourquoi ce point est à l’ordre du jour.",
                "max_length": f"Au plus {WHY_LIMIT} signes : raccourcissez ce texte.",
            },
        }

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
        self.fields["agency"].initial = agencies.first()
        self.fields["minutes"].min_value = 1
        self.fields["upload"].help_text = f"{uploads.KINDS} ; 10 Mo au plus."

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if minutes is not None and not 1 <= minutes <= 600:
            raise forms.ValidationError("Écrivez un nombre de minutes, de 1 à 600.")
        return minutes

    def clean_upload(self):
        file = self.cleaned_data["upload"]
        told = uploads.refusal(file) if file else ""
        if told:
            raise forms.ValidationError(told)
        return file


class AnswerForm(forms.Form):
    """A point is put off or refused, and why."""

    outcome = forms.ChoiceField(
        label="Ce point est",
        choices=[
            (Proposal.Outcome.PUT_OFF.value, "reporté : il revient à la prochaine réunion"),
            (Proposal.Outcome.REFUSED.value, "non retenu"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’un ou l’autre."},
    )
    reason = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Qui l’a proposé lit ce motif.",
        error_messages={"required": "Dites pourquoi."},
    )


class PassForm(forms.Form):
    """Why a point is passed up."""

    why = forms.CharField(
        label="Ce qui est demandé au niveau supérieur",
        max_length=WHY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites ce qui est demandé."},
    )
