"""Many things brought in at once from a table: tried first, then done whole or not at all."""

from dataclasses import dataclass
from itertools import chain

from django import forms
from django.db import transaction
from django.http import HttpResponse

from gtm import sheets

YES = ("oui", "o", "x", "1", "vrai", "true")


class ImportForm(forms.Form):
    """A file or a pasted table; what was read stands in the text again, to be put right there."""

    file = forms.FileField(
        label="Fichier",
        required=False,
        help_text="CSV ou classeur .xlsx, 2 Mo et 500 lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    text = forms.CharField(
        label="Ou le tableau lui-même, collé d’un tableur",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "table-typed", "wrap": "off"}),
    )

    def __init__(self, data, files, columns, needed):
        super().__init__(data, files)
        self.columns, self.needed = columns, needed

    @property
    def headings(self):
        """One for each column, as they are usually written."""
        return [own[0] for own in self.columns.values()]

    def clean(self):
        cleaned = super().clean()
        field = "file" if cleaned.get("file") else "text"
        try:
            text = sheets.text_of(cleaned["file"]) if field == "file" else cleaned.get("text", "")
            self.data = self.data.copy()
            self.data["text"] = text
            cleaned["sheet"] = sheets.read(text, self.columns, self.needed)
        except sheets.Unreadable as refusal:
            self.add_error(field, str(refusal))
        return cleaned


@dataclass(frozen=True)
class Outcome:
    """What becomes of one line: `act` is « créée », « modifiée »…; refused with `errors`."""

    number: int
    label: str
    act: str = ""
    errors: tuple[str, ...] = ()


def refused(line, label, *errors):
    return Outcome(line.number, label, errors=errors)


def refused_by(line, label, form):
    """With the errors of a form, each under the name of its field."""
    return refused(line, label, *chain.from_iterable(form.errors.values()))


@dataclass(frozen=True)
class Trial:
    """The outcomes of all lines; `is_kept`: they are stored."""

    outcomes: list[Outcome]
    is_kept: bool

    @property
    def refusals(self):
        return sum(bool(each.errors) for each in self.outcomes)

    @property
    def changes(self):
        return sum(bool(each.act) for each in self.outcomes)


def tried(form, take, *, keep, hold=lambda: None):
    """Take each line by `take(line)`, which returns an `Outcome`, once `hold()` keeps others out.

    All are done, so that a line may name what an earlier one brings; nothing stays of it unless
    `keep` is asked and no line is refused.
    """
    with transaction.atomic():
        hold()
        trial = Trial([take(line) for line in form.cleaned_data["sheet"].lines], False)
        if not keep or trial.refusals:
            transaction.set_rollback(True)
            return trial
    return Trial(trial.outcomes, True)


def asked(request, columns, needed, take, **how):
    """(the form of a table, the `Trial` of what was posted in it, or None where none is read).

    `take` and `how` as for `tried`.
    """
    form = ImportForm(request.POST or None, request.FILES or None, columns, needed)
    keep = "keep" in request.POST
    return form, tried(form, take, keep=keep, **how) if form.is_valid() else None


def changed(before, entry, made, modified):
    """What became of a row, for its `Outcome`, by its line in the journal (None: nothing)."""
    if entry is None:
        return ""
    told = ", ".join(name for name, _, _ in entry.changes)
    return f"{modified} : {told}" if before else made


def downloaded(rows, name):
    """Rows of texts as a CSV file to keep, which reads back the same."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    content = sheets.csv_of(rows)
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=disposition)


def is_yes(text):
    return text.casefold() in YES
