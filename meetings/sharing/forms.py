"""What is asked when minutes are shared, and what downloads are narrowed by."""

from django import forms

from gtm.models import Agency, WorkingGroup
from meetings.models import Meeting, PublicVersion
from meetings.search import indexing, results, vocabulary
from meetings.search.marking import best
from meetings.search.passages import passages_of
from meetings.search.query import parse
from meetings.sharing import leaving_out

MOST = 200  # passages that somebody types to be left out
DURATIONS = [(7, "7 jours"), (30, "30 jours"), (90, "90 jours")]


class ShareForm(forms.Form):
    whom = forms.CharField(
        label="Pour qui",
        max_length=150,
        help_text="Une personne, une structure, un groupe WhatsApp. Ce mot reste ici, pour "
        "reconnaître le lien.",
    )
    days = forms.TypedChoiceField(label="Valable", choices=DURATIONS, coerce=int, initial=30)
    without_photos = forms.BooleanField(label="Sans les photos", required=False)

    def __init__(self, data, has_photos):
        super().__init__(data)
        if not has_photos:
            del self.fields["without_photos"]


class DownloadFilter(forms.Form):
    """A wrong value narrows nothing."""

    groupe = forms.ModelChoiceField(
        WorkingGroup.objects.all(), label="Groupe", required=False, empty_label="tous"
    )
    structure = forms.ModelChoiceField(
        Agency.objects.none(), label="Structure", required=False, empty_label="toutes"
    )
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)

    def __init__(self, data, downloads):
        super().__init__(data)
        counted = Agency.objects.filter(pk__in=downloads.values("agency"))
        self.fields["structure"].queryset = counted.select_related("territory")
        self.fields["structure"].label_from_instance = lambda agency: agency.label
        years = sorted({day.year for day in downloads.dates("month", "year")}, reverse=True)
        self.fields["annee"].choices = [("", "toutes"), *((year, str(year)) for year in years)]

    def narrow(self, downloads):
        self.is_valid()
        columns = {"groupe": "publication__meeting__group", "structure": "agency"}
        columns["annee"] = "month__year"
        wanted = {columns[name]: value for name, value in self.cleaned_data.items() if value}
        return downloads.filter(**wanted)

    @property
    def narrows(self):
        return any(self.cleaned_data.values())


class PublicForm(forms.Form):
    """What a public version leaves out; unbound, all that is proposed.

    `passages` are the texts left out, `document` the text that is left.
    """

    more = forms.CharField(
        label="Autres passages à laisser de côté, un par ligne",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Tels qu’ils sont dans le texte ; « […] » les remplace partout.",
        error_messages={"max_length": "Écrivez au plus 10 000 signes."},
    )

    def __init__(self, data, proposed, document):
        super().__init__(data)
        self.proposed = proposed
        ticked = data.getlist("passage") if data is not None else None
        self.ticked = [each.text for each in proposed if ticked is None or each.text in ticked]
        self.passages = list(self.ticked)
        self._text = document
        self.document = leaving_out.without(document, self.passages)

    def clean_more(self):
        typed = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        if len(typed) > MOST:
            raise forms.ValidationError(f"Au plus {MOST} passages, un par ligne.")
        unknown = leaving_out.unknown_in(self._text, typed)
        if unknown:
            told = ", ".join(f"« {each[:60]} »" for each in unknown[:5])
            raise forms.ValidationError(f"Introuvable dans le texte : {told}.")
        self.passages += typed
        self.document = leaving_out.without(self._text, self.passages)
        return self.cleaned_data["more"]


class PublicFilter(forms.Form):
    """What the public archive is narrowed by; a wrong value narrows nothing."""

    mots = forms.CharField(label="Mots", required=False, max_length=200)
    groupe = forms.ModelChoiceField(
        WorkingGroup.objects.none(),
        label="Groupe",
        required=False,
        empty_label="tous",
        to_field_name="slug",
    )
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)

    def __init__(self, data, versions):
        super().__init__(data)
        groups = WorkingGroup.objects.filter(pk__in=versions.values("meeting__group"))
        self.fields["groupe"].queryset = groups
        years = {day.year for day in versions.dates("date", "year")}
        ordered = sorted(years, reverse=True)
        self.fields["annee"].choices = [("", "toutes"), *((year, str(year)) for year in ordered)]

    query = None  # what is searched, if anything

    def narrow(self, versions):
        """The versions asked for; those that were searched, the nearest first."""
        self.is_valid()
        asked = self.cleaned_data
        columns = {"groupe": "meeting__group", "annee": "date__year"}
        wanted = {column: asked[name] for name, column in columns.items() if asked.get(name)}
        versions, words = versions.filter(**wanted), (asked.get("mots") or "").strip()
        if not words:
            return versions
        self.query = parse(words, vocabulary.known()).marked(indexing.READERS[True])
        return self._found(versions)

    def _found(self, versions):
        found = results.of(self.query, Meeting.objects.filter(pk__in=versions.values("meeting")))
        by_meeting = {
            each.meeting_id: each for each in versions.filter(meeting__in=found.meetings())
        }
        return [by_meeting[pk] for pk in found.in_order() if pk in by_meeting]

    def sentences(self, versions):
        """{id of a version: the pieces of the sentence found} of those of a page."""
        if not self.query:
            return {}
        texts = PublicVersion.objects.filter(pk__in=[each.pk for each in versions])
        found = {
            pk: best(passages_of(text), self.query)
            for pk, text in texts.values_list("pk", "document")
        }
        return {pk: each[0].pieces for pk, each in found.items() if each}

    @property
    def narrows(self):
        return any(self.cleaned_data.values())
