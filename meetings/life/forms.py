"""Finding minutes; what is asked at each step of their life, and what readers say."""

import re

from django import forms
from django.db.models import Max, Min, Q, Value
from django.db.models.functions import Replace

from gtm import outbox
from gtm.days import DayField
from gtm.models import Territory, WorkingGroup
from gtm.names import searchable
from meetings.life import handover, readers
from meetings.models import Meeting
from meetings.models.steps import LIMIT
from meetings.text import numbering

EVERY = [("", "tous")]
# Offered around today: a year that was mistyped makes no list of centuries, and hides no other.
BEFORE, AFTER = 60, 2
OVERVIEWS = [("tenue", "tenue"), ("attendu", "compte rendu non parvenu")]
TOO_LONG = f"Au plus {LIMIT} signes : rien n’est perdu, mais raccourcissez ce texte."


class RegionField(forms.ModelChoiceField):
    def __init__(self):
        kinds = [Territory.Kind.COUNTRY, Territory.Kind.REGION]
        regions = Territory.objects.filter(kind__in=kinds)
        super().__init__(regions, label="Région", required=False, empty_label="toutes")

    def label_from_instance(self, region):
        return region.region_name


def _years(meetings, today):
    """From the last one to the first; one in which nobody met finds nothing.

    The years alone would be read of every meeting.
    """
    ends = meetings.order_by().aggregate(first=Min("date"), last=Max("date"))
    if ends["first"] is None:
        return []
    first, last = ends["first"].year, ends["last"].year
    near = range(max(first, today.year - BEFORE), min(last, today.year + AFTER) + 1)
    return sorted({first, last, *near}, reverse=True)


class MeetingFilter(forms.Form):
    """What a list of meetings may be narrowed by; a wrong value narrows nothing."""

    mots = forms.CharField(label="Mots", required=False, max_length=200)
    region = RegionField()
    groupe = forms.ModelChoiceField(
        WorkingGroup.objects.all(), label="Groupe", required=False, empty_label="tous"
    )
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    nature = forms.ChoiceField(label="Nature", required=False, choices=EVERY + Meeting.Kind.choices)
    etat = forms.ChoiceField(
        label="État", required=False, choices=EVERY + Meeting.State.choices + OVERVIEWS
    )
    # Set by the links of the board.
    du = DayField(label="Du", required=False, widget=forms.HiddenInput)
    au = DayField(label="Au", required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, meetings, user, today):
        super().__init__(data)
        self.user, self.today = user, today
        self.fields["annee"].choices = [
            ("", "toutes"),
            *((year, year) for year in _years(meetings, today)),
        ]

    def matching(self, meetings):
        self.is_valid()
        wanted = self.cleaned_data
        if words := searchable(wanted.get("mots") or "").split():
            meetings = meetings.alias(of=Replace("group__slug", Value("-"), Value("")))
        for word in words:
            meetings = meetings.filter(Q(words__contains=word) | Q(of__contains=word))
        for name, column in (
            ("groupe", "group"),
            ("annee", "date__year"),
            ("nature", "kind"),
            ("du", "date__gte"),
            ("au", "date__lte"),
        ):
            if wanted.get(name):
                meetings = meetings.filter(**{column: wanted[name]})
        meetings = self._in_region(meetings, wanted.get("region"))
        return self._in_state(meetings, wanted.get("etat"))

    def _in_region(self, meetings, region):
        return meetings.filter(region.holds("group__territory")) if region else meetings

    def _in_state(self, meetings, state):
        if state == "attendu":
            return meetings.missing_minutes(self.today)
        if state == "tenue":
            return meetings.held_until(self.today)
        return meetings.shown_in_state(state, self.user) if state else meetings

    @property
    def days(self):
        """« du … au … » as a link of the board asked for it; None where none did."""
        first, last = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        return (first, last) if first and last else None

    @property
    def narrows(self):
        return any(self.cleaned_data.values())


class Remark(forms.CharField):
    """A text of several lines with a limit that is told, never cut."""

    def __init__(self, *, rows=3, **kwargs):
        kwargs.setdefault("max_length", LIMIT)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "class": "form-control"}))
        super().__init__(**kwargs)
        # The browser would cut a pasted text silently: the server tells instead.
        self.widget.attrs.pop("maxlength", None)
        self.error_messages["max_length"] = TOO_LONG


class PartsForm(forms.Form):
    """One text area for each part of a text; the fields are named after `numbering.parts`."""

    def __init__(self, data, document):
        super().__init__(data)
        self.labels = dict(numbering.parts(document))
        for key, label in self.labels.items():
            self.fields[key] = Remark(label=label, required=False, rows=2)

    def said(self):
        """[(key, label, text)] of what was typed."""
        return [
            (key, label[:520], self.cleaned_data[key])
            for key, label in self.labels.items()
            if self.cleaned_data[key]
        ]


class ReturnForm(PartsForm):
    """The reason of a return, and comments part by part."""

    def __init__(self, data, document):
        super().__init__(data, document)
        reason = Remark(
            label="Motif du renvoi",
            help_text="Ce que le rapporteur doit reprendre, en quelques phrases.",
            error_messages={"required": "Dites au rapporteur pourquoi vous le lui renvoyez."},
        )
        self.fields = {"reason": reason} | self.fields


class ObservationForm(PartsForm):
    """What a reader observes, in general and part by part."""

    GENERAL = "general"

    def __init__(self, data, document, reader):
        super().__init__(data, document)
        self.reader = reader
        self.labels = {self.GENERAL: "Observation générale"} | self.labels
        general = Remark(label="Observation générale", required=False, rows=3)
        self.fields = {self.GENERAL: general} | self.fields

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Écrivez au moins une observation.")
        if self.reader.observations.count() + len(cleaned) > readers.MOST_SAID:
            raise forms.ValidationError(
                "Vous avez déjà envoyé beaucoup d’observations : écrivez au rapporteur."
            )
        return cleaned


class ChangesForm(forms.Form):
    """What a correction changes, as readers and the PDF are told."""

    changes = Remark(
        label="Ce qui change",
        help_text="Imprimé en tête de la nouvelle version, par exemple : « Point 2, le HCR est "
        "responsable du recensement. »",
        error_messages={"required": "Dites ce qui change par rapport à la version publiée."},
    )


class CorrectionForm(ChangesForm):
    """Why a correction is opened; `pending`: adoptions with amendments that it may take up."""

    amendments = forms.BooleanField(
        label="Cette correction reporte les amendements adoptés",
        help_text="La version suivante les portera. Décochez si elle ne corrige qu’autre chose : "
        "ils resteront à reporter.",
        required=False,
        initial=True,
    )

    def __init__(self, data, pending):
        super().__init__(data)
        if not pending:
            self.fields["amendments"].widget = forms.HiddenInput()
            self.fields["amendments"].disabled = True


class ReadersForm(forms.Form):
    """Who reads the « PROJET »: persons proposed, others by their address."""

    LINE = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>$|(?P<bare>\S+)$")

    proposed = forms.MultipleChoiceField(
        label="Proposés", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="Autres personnes",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une par ligne : « Mariama Issa &lt;mariama@exemple.ne&gt; », "
        "ou l’adresse seule.",
    )

    def __init__(self, data, persons):
        """`persons` are (address, name), as proposed by `readers.proposed`."""
        super().__init__(data)
        self.names = dict(persons)
        self.fields["proposed"].choices = persons
        if not persons:
            del self.fields["proposed"]

    def clean_others(self):
        """{address: name} of the lines."""
        found, wrong = {}, []
        for line in filter(None, map(str.strip, self.cleaned_data["others"].splitlines())):
            parts = self.LINE.match(line)
            email = (parts["email"] or parts["bare"]).strip().lower() if parts else ""
            if outbox.is_address(email):
                found[email] = (parts["name"] or "").strip()[:150]
            else:
                wrong.append(f"« {line[:100]} » : ce n’est pas une adresse électronique.")
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def clean(self):
        cleaned = super().clean()
        taken = {email: self.names[email] for email in cleaned.get("proposed", ())}
        self.persons = taken | cleaned.get("others", {})
        if not self.errors and not self.persons:
            raise forms.ValidationError("Choisissez au moins une personne.")
        if len(self.persons) > readers.MOST:
            raise forms.ValidationError(f"Au plus {readers.MOST} personnes à la fois.")
        return cleaned


class HandoverForm(forms.Form):
    """Who leaves and who comes."""

    leaving = forms.ModelChoiceField(
        None, label="Rapporteur qui part", empty_label=None, widget=forms.RadioSelect
    )
    successor = forms.ModelChoiceField(
        None,
        label="Successeur",
        empty_label="Choisissez un compte",
        help_text="La personne n’est pas dans la liste : demandez au SP/CCM ou à un "
        "administrateur de l’inviter, puis revenez ici.",
        error_messages={"required": "Choisissez le successeur."},
    )

    def __init__(self, data, secretaries, by):
        """`secretaries` are the memberships that may end: all, or the person's own.

        Nobody gives himself a role: `by` is no successor.
        """
        super().__init__(data)
        leaving = self.fields["leaving"]
        leaving.queryset = secretaries
        leaving.label_from_instance = lambda membership: membership.user.name
        leaving.initial = secretaries.first()
        self.fields["successor"].queryset = handover.accounts()
        self.by = by

    def clean(self):
        cleaned = super().clean()
        leaving, successor = cleaned.get("leaving"), cleaned.get("successor")
        if leaving and successor and leaving.user_id == successor.pk:
            self.add_error("successor", "Choisissez quelqu’un d’autre que la personne qui part.")
        elif successor == self.by:
            self.add_error("successor", "Nul ne se donne un rôle : choisissez quelqu’un d’autre.")
        return cleaned


class WhyForm(forms.Form):
    """One question: what is to be corrected, why not, why a meeting is taken away."""

    reason = Remark(label="Motif", error_messages={"required": "Dites pourquoi."})

    def __init__(self, data, label, help_text=""):
        super().__init__(data)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi la réunion ne s’est-elle pas tenue ?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data, *, ahead=False):
        super().__init__(data)
        if ahead:
            self.fields["reason"].label = "Pourquoi la réunion est-elle annulée ?"


class VerificationForm(forms.Form):
    """A file, or the SHA-256 of one."""

    MAX_BYTES = 20 * 1024 * 1024
    DIGEST = re.compile(r"[0-9a-f]{64}")

    file = forms.FileField(
        label="Fichier PDF (ou Word, d’un rapport)", required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf,.docx"}),
        help_text="20 Mo au plus. Le fichier n’est pas gardé.",
    )  # fmt: skip
    sha256 = forms.CharField(
        label="ou son empreinte SHA-256",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > self.MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 20 Mo : ce n’est pas un compte rendu.")
        return file

    def clean_sha256(self):
        digest = "".join(self.cleaned_data["sha256"].split()).lower()
        if digest and not self.DIGEST.fullmatch(digest):
            raise forms.ValidationError(
                "Une empreinte SHA-256 compte 64 signes, chiffres et lettres de a à f."
            )
        return digest

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("file") or cleaned.get("sha256")):
            raise forms.ValidationError("Choisissez un fichier, ou collez son empreinte.")
        return cleaned
