"""Creating a meeting, sending photos and files."""

import uuid
from datetime import time
from functools import partial
from pathlib import Path

from django import forms
from django.core.files.base import ContentFile

from actions.deadlines import other_weekday, parse_day
from gtm import typography, uploads
from gtm.access import groups_written
from gtm.days import DayField
from gtm.models import Territory, WorkingGroup
from meetings.models import JoinedFile, Meeting, Photo
from meetings.text import document as doc
from meetings.text.hours import parse_hours
from meetings.writing import photos, pieces, store, usual
from meetings.writing.dates import free_dates


class MeetingForm(forms.Form):
    """Create first (who, when, where), edit after.

    With `source`, a former meeting, its place, its attendance (to untick) and the frame of its
    points are proposed. `today` gives « aujourd’hui » and a day without its year their date; a
    script that sends what was typed days ago has none.
    """

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    group = forms.ModelChoiceField(WorkingGroup.objects.none(), label="Groupe")
    kind = forms.ChoiceField(label="Nature", choices=Meeting.Kind.choices)
    date = DayField(
        label="Date",
        read=parse_day,
        help_text="Par exemple 30/11/2021, mardi 30 novembre à 9h ou aujourd’hui.",
    )
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    modality = forms.ChoiceField(label="Modalité", choices=Meeting.Modality.choices)
    territory = forms.ModelChoiceField(
        Territory.objects.exclude(kind=Territory.Kind.COUNTRY),
        label="Délocalisée à",
        required=False,
        empty_label="(réunion délocalisée seulement)",
    )
    attendance = forms.MultipleChoiceField(
        label="Présents à reprendre", required=False, widget=forms.CheckboxSelectMultiple
    )
    points = forms.MultipleChoiceField(
        label="Points à reprendre", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, *, user, source=None, today=None):
        super().__init__(data)
        self.fields["date"].read = partial(parse_day, near=today)
        groups = WorkingGroup.objects.filter(groups_written(user), is_active=True)
        self.source = source
        self.fields["group"].queryset = groups
        self.fields["group"].initial = source.group_id if source else groups.first()
        self.fields["id"].initial = uuid.uuid4()
        self._propose(source)

    def _propose(self, source):
        rows = doc.tree(source.document) if source else {"attendance": (), "points": ()}
        for section, name in (("attendance", "wording"), ("points", "title")):
            choices = [(row["uid"], row[name]) for row in rows[section] if row[name].strip()]
            if choices:
                self.fields[section].choices = choices
                self.fields[section].initial = [uid for uid, _ in choices]
            else:
                del self.fields[section]
        if source:
            self.fields["place"].initial = source.place
            self.fields["modality"].initial = source.modality

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Meeting.Kind.RELOCATED and not cleaned.get("territory"):
            self.add_error("territory", "Dites dans quel territoire la réunion est délocalisée.")
        return cleaned

    def usual_days(self, today):
        """[(group, the next day of its rhythm that is free)] of the groups that have one."""
        found = ((group, free_dates(group, today, 1)) for group in self.fields["group"].queryset)
        return [(group, days[0]) for group, days in found if days]

    def same_day(self):
        """Other meetings of the group on that day: there may be several, mostly it is a mistake."""
        typed = self.cleaned_data
        same = Meeting.objects.filter(group=typed["group"], date=typed["date"])
        return same.exclude(pk=typed["id"]).listed()

    def create(self, author, today):
        """Store the meeting: planned when its day is to come, a draft otherwise."""
        typed = self.cleaned_data
        meeting = Meeting(
            pk=typed["id"] or uuid.uuid4(),
            state=Meeting.State.PLANNED if typed["date"] > today else Meeting.State.DRAFT,
            **{name: typed[name] for name in ("group", "kind", "date", "place", "modality")},
            territory=typed["territory"],
        )
        text = self._document(meeting)
        if meeting.state == Meeting.State.PLANNED:
            text = usual.with_usual_points(meeting, text, today)
        self.meeting = store.create(meeting, author, text)
        return self.meeting

    def _document(self, meeting):
        document = doc.starting(meeting) | self._said_with_the_day()
        for section in ("attendance", "points"):
            taken = self.cleaned_data.get(section)
            if taken:
                document |= doc.frame_of(self.source.document, section, taken)
        return document

    def _said_with_the_day(self):
        """The hours typed beside the date; and its own words, where they contradict each other."""
        typed = self.data["date"].strip()
        hours = [hour for hour in parse_hours(typed) or () if hour != time(0)]  # that of Excel
        pairs = zip(("start", "end"), hours, strict=False)
        said = {name: typography.format_hour(hour) for name, hour in pairs if hour}
        if other_weekday(typed, self.cleaned_data["date"]):
            said["date"] = typed
        return said


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or more uploaded files; the cleaned value is a list."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        return [super(SeveralFilesField, self).clean(each, initial) for each in data or [None]]


class PhotoForm(forms.Form):
    """Photos, each made small and stripped of its metadata."""

    max_bytes = photos.MAX_BYTES
    files = SeveralFilesField(
        label="Photos",
        help_text=f"{photos.NAMES}, 15 Mo au plus. La position GPS est effacée.",
        widget=SeveralFilesInput(attrs={"accept": photos.ACCEPT}),
    )

    def clean_files(self):
        """[(name, JPEG bytes, width, height)]; an unreadable one names itself."""
        ready, errors = [], []
        for file in self.cleaned_data["files"]:
            try:
                ready.append((file.name, *photos.reencoded(file)))
            except photos.NotAPhoto as refusal:
                errors.append(f"« {file.name} » : {refusal}")
        if errors:
            raise forms.ValidationError(errors)
        return ready

    def store(self, meeting, author, **given):
        """`given`: the `id` of a single photo."""
        stored = []
        for name, content, width, height in self.cleaned_data["files"]:
            photo = Photo(
                meeting=meeting,
                name=name[:200],
                size=len(content),
                uploaded_by=author,
                width=width,
                height=height,
                **given,
            )
            photo.file.save(f"{photo.pk}{photos.SUFFIX}", ContentFile(content))
            stored.append(photo)
        return stored


class PieceForm(forms.Form):
    """A piece of one photo or file: where it begins, and what the whole will be."""

    offset = forms.IntegerField(min_value=0)
    size = forms.IntegerField(min_value=1)
    sha256 = forms.RegexField("^[0-9a-f]{64}$")
    piece = forms.FileField(allow_empty_file=True)  # an empty one asks how much is there

    def __init__(self, data, files, *, max_bytes):
        super().__init__(data, files)
        self.max_bytes = max_bytes

    def clean(self):
        cleaned = super().clean()
        piece = cleaned.get("piece")
        if piece and cleaned.get("size", 0) > self.max_bytes:
            raise forms.ValidationError(f"« {piece.name} » : plus de {self.max_bytes >> 20} Mo.")
        if piece and piece.size > pieces.MOST:
            raise forms.ValidationError(f"« {piece.name} » : ce morceau est trop grand.")
        return cleaned


class JoinedFileForm(forms.Form):
    """Files joined to a meeting: kept as sent, only ever served as attachments."""

    max_bytes = uploads.MAX_BYTES
    files = SeveralFilesField(
        label="Pièces jointes",
        help_text="Liste de présence signée, présentation… PDF, image, Word, Excel, PowerPoint ; "
        "10 Mo au plus. Une pièce reste au rapporteur et au SP/CCM ; sa case, dans le texte, "
        "l’ouvre aux structures membres une fois le compte rendu publié : ni téléphone "
        "ni adresse dedans.",
        widget=SeveralFilesInput(attrs={"accept": ",".join(uploads.TYPES)}),
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        errors = [refusal for file in files if (refusal := uploads.refusal(file))]
        if errors:
            raise forms.ValidationError(errors)
        return files

    def store(self, meeting, author, **given):
        """`given`: the `id` of a single file."""
        stored = []
        for file in self.cleaned_data["files"]:
            joined = JoinedFile(
                meeting=meeting, name=file.name[:200], size=file.size, uploaded_by=author, **given
            )
            joined.file.save(f"{joined.pk}{Path(file.name).suffix.lower()}", file)
            stored.append(joined)
        return stored


class RescueForm(forms.Form):
    """The copy of a device: its bytes; what they say is read with the text that they go to."""

    file = forms.FileField(
        label="La copie de secours",
        help_text="Le fichier « copie-de-secours-….json », 10 Mo au plus.",
        error_messages={
            "required": "Choisissez la copie de secours.",
            "empty": "Ce fichier est vide : choisissez la copie de secours.",
        },
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > uploads.MAX_BYTES:
            raise forms.ValidationError("Plus de 10 Mo : ce n’est pas une copie de secours.")
        return file.read()
