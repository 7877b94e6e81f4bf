"""Bringing in files or a text, and the day of a meeting that an original does not tell."""

from functools import partial

from django import forms

from actions.deadlines import parse_day
from gtm.access import groups_kept
from gtm.days import DayField
from gtm.models import WorkingGroup
from gtm.typography import long_date
from meetings.imports import keeping, taking
from meetings.imports.reading.refusals import MOST_BYTES
from meetings.writing.forms import SeveralFilesField, SeveralFilesInput

MOST_FILES = 30
KINDS = ".docx,.odt,.pdf,.txt"


class ImportForm(forms.Form):
    """Files of one group, or one text."""

    group = forms.ModelChoiceField(WorkingGroup.objects.none(), label="Groupe")
    files = SeveralFilesField(
        label="Comptes rendus",
        required=False,
        help_text="Word (.docx), PDF avec du texte, OpenDocument (.odt) ou texte ; "
        "10 Mo par fichier, 30 Mo en tout, 30 fichiers à la fois.",
        widget=SeveralFilesInput(attrs={"accept": KINDS}),
    )
    text = forms.CharField(
        label="Ou le texte d’un compte rendu, collé",
        required=False,
        strip=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data, files, *, user, group=None):
        """`group`: the id of the one that is proposed."""
        super().__init__(data, files)
        groups = WorkingGroup.objects.filter(groups_kept(user), is_active=True)
        self.fields["group"].queryset = groups
        proposed = group and groups.filter(pk=group).first()
        self.fields["group"].initial = proposed or groups.first()

    def clean_files(self):
        files = [file for file in self.cleaned_data["files"] or () if file]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choisissez {MOST_FILES} fichiers au plus à la fois.")
        large = [file.name for file in files if file.size > MOST_BYTES]
        if large:
            raise forms.ValidationError([f"« {name} » : plus de 10 Mo." for name in large])
        return files

    def clean(self):
        cleaned = super().clean()
        has_text = cleaned.get("text", "").strip()
        if "files" in cleaned and "text" in cleaned and not (cleaned["files"] or has_text):
            self.add_error("files", "Choisissez au moins un fichier, ou collez un texte.")
        return cleaned

    def keep(self, by):
        """[(Original, whether it is new)]"""
        typed = self.cleaned_data
        contents = [(file.name, file.read()) for file in typed["files"]]
        if typed["text"].strip():
            first = next(line for line in typed["text"].splitlines() if line.strip())
            contents.append((f"{first.strip()[:60]}.txt", typed["text"].encode()))
        return [keeping.keep(typed["group"], name, content, by) for name, content in contents]


class ProposedField(forms.ChoiceField):
    """The first choice stays proposed as long as nobody has chosen."""

    def bound_data(self, data, initial):
        return data or initial


class BeginForm(forms.Form):
    """The day of the meeting, proposed as it was read.

    On a day of which a meeting is known, the text is taken into it if nothing is written there yet;
    or it is another meeting.
    """

    ANOTHER = "autre"
    date = DayField(
        label="Date de la réunion",
        read=parse_day,
        help_text="Par exemple 30/11/2021 ou 3 mars 2022.",
    )
    into = ProposedField(widget=forms.RadioSelect)

    def __init__(self, data, *, original, user, today):
        super().__init__(data)
        self.original, self.today, self.open = original, today, {}
        self.fields["date"].read = partial(parse_day, near=today)
        self.fields["date"].initial = original.document.get("date", "")
        day = self._day()
        if day and keeping.same_day(original, day):
            self._propose(day, user)
        else:
            del self.fields["into"]

    def _day(self):
        try:
            return self.fields["date"].clean(self["date"].value())
        except forms.ValidationError:
            return None

    def _propose(self, day, user):
        self.open = {str(each.pk): each for each in taking.open_to(self.original, day, user)}
        known = f"Une réunion du {self.original.group} existe déjà le {long_date(day)}"
        into = self.fields["into"]
        into.label = known
        into.choices = [
            *(
                (pk, f"Prendre dans cette réunion : {_told(each)}")
                for pk, each in self.open.items()
            ),
            (self.ANOTHER, "Créer une autre réunion du même jour"),
        ]
        into.initial = next(iter(self.open), None)
        into.error_messages |= {
            "required": f"{known} : dites si c’en est une autre.",
            "invalid_choice": taking.TOUCHED,
        }

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day > self.today:
            raise forms.ValidationError("Un ancien compte rendu est celui d’une date passée.")
        return day

    def begin(self, by):
        """The draft, in the meeting that was chosen. Raises `NotNow`."""
        meeting = self.open.get(self.cleaned_data.get("into"))
        if meeting:
            return taking.take(self.original, meeting, by, self._typed())
        return keeping.begin(self.original, by, self._typed())

    def _typed(self):
        """The date as it goes into the text: as it was read, where that is the day."""
        day, read = self.cleaned_data["date"], self.original.document.get("date", "")
        return read if parse_day(read) == day else f"{day:%d/%m/%Y}"


def _told(meeting):
    """« réunion ordinaire, PAM Zinder, planifiée »."""
    state = meeting.get_state_display().lower()
    return ", ".join(filter(None, [meeting.called, meeting.place.strip(), state]))
