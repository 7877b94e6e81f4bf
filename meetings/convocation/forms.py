"""What the secretary decides of a convocation, and what those convened answer."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from gtm.days import DayField
from gtm.models import Agency
from gtm.models.members import style_of
from gtm.names import fold
from gtm.widgets import TypedSelect
from meetings.convocation import answering, signing, wording
from meetings.convocation.convening import Call, Guest, not_convened, who_is
from meetings.models import Convened, Meeting
from meetings.models.convened import REASON_LIMIT

STYLES = Convened.Style.choices
BODY_LIMIT, SUBJECT_LIMIT = 10_000, 200
MOST_GUESTS = 30  # in one form; whoever comes after is convened by the next
GUESTS = 2  # rows at first
FAR = 60  # days before, at most, of a reminder


class AgencyField(forms.ModelChoiceField):
    """A structure that one may convene; long, so that one may type in it."""

    def __init__(self, **how):
        agencies = Agency.objects.active().filter(is_collective=False)
        how = {"required": False, "empty_label": "(aucune)", "widget": TypedSelect} | how
        super().__init__(agencies.select_related("territory"), label="Structure", **how)


def body_field(label, text):
    return forms.CharField(
        label=label,
        max_length=BODY_LIMIT,
        initial=text,
        widget=forms.Textarea({"rows": 10, "class": "form-control"}),
        error_messages={"required": "Écrivez le texte de la lettre."},
    )


class LettersForm(forms.Form):
    """The words of both letters, as they will be sent: fields in braces are each person's own."""

    def add_letters(self, group, kind, styles):
        self.styles = styles
        for style in styles:
            words, label = wording.words_of(group, style, kind), Convened.Style(style).label
            self.fields[f"{style}_subject"] = forms.CharField(
                label=f"Objet ({label})", max_length=SUBJECT_LIMIT, initial=words.subject
            )
            self.fields[f"{style}_body"] = body_field(f"Texte ({label})", words.body)

    def clean(self):
        cleaned = super().clean()
        for style in self.styles:
            for part in ("subject", "body"):
                name = f"{style}_{part}"
                if unknown := wording.unknown(cleaned.get(name) or ""):
                    named = ", ".join(f"{{{each}}}" for each in unknown)
                    self.add_error(name, f"Champ inconnu : {named}.")
        return cleaned

    @property
    def letters(self):
        """As `Convocation.letters`."""
        return {
            style: {part: self.cleaned_data[f"{style}_{part}"] for part in ("subject", "body")}
            for style in self.styles
        }

    def parts(self):
        """[(what it is called, its two fields)] of the letters, for the page."""
        for style in self.styles:
            label = Convened.Style(style).label
            yield label, self[f"{style}_subject"], self[f"{style}_body"]


class GuestForm(forms.Form):
    """One who is no member; a row without a word is nobody."""

    agency = AgencyField()
    name = forms.CharField(label="Nom", max_length=150, required=False)
    function = forms.CharField(label="Fonction", max_length=150, required=False)
    email = forms.EmailField(label="Adresse électronique", max_length=254, required=False)
    phone = forms.CharField(
        label="Téléphone",
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    style = forms.ChoiceField(
        label="Lettre", choices=[("", "selon la structure"), *STYLES], required=False
    )

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = agencies

    def clean(self):
        cleaned = super().clean()
        typed = {name: cleaned.get(name) for name in ("agency", "name", "function")}
        if (cleaned.get("email") or cleaned.get("phone")) and not any(typed.values()):
            self.add_error("name", "Dites qui est invité : une structure, un nom ou une fonction.")
        return cleaned

    @property
    def guest(self):
        """The `Guest`, or None."""
        told = dict(self.cleaned_data)
        if not any(told.get(name) for name in ("agency", "name", "function")):
            return None
        told["style"] = told["style"] or style_of(told["agency"], told["function"])
        return Guest(**told)


class ConveneForm(LettersForm):
    """Whom to convene, how, and what they read. `addresses`: {a member's pk: its addresses}."""

    reference = forms.CharField(label="Référence", max_length=80, required=False)
    # What the page proposed, to tell it from what was typed.
    proposed = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    answer_by = DayField(label="Réponse attendue avant le", required=False)
    remote_allowed = forms.BooleanField(label="On peut y participer à distance", required=False)
    remind_before = forms.IntegerField(
        label="Rappeler à qui n’a pas répondu, jours avant",
        required=False,
        initial=3,
        validators=[MinValueValidator(1), MaxValueValidator(FAR)],
        widget=forms.NumberInput({"inputmode": "numeric", "min": 1, "max": FAR}),
        help_text="Une seule fois. Laissez vide pour ne pas rappeler.",
    )

    def __init__(self, data=None, *, meeting, today, initial=None):
        super().__init__(data, initial=initial)
        self.meeting, self.today = meeting, today
        self.members = not_convened(meeting)
        self.add_letters(meeting.group, "convene", Convened.Style.values)
        self.fields["remote_allowed"].initial = meeting.modality != Meeting.Modality.ON_SITE
        for member in self.members:
            self.fields[f"membre-{member.pk}"] = forms.BooleanField(
                label=member.label,
                required=False,
                initial=True,
                widget=forms.CheckboxInput({"class": "form-check-input"}),
            )
            self.fields[f"lettre-{member.pk}"] = forms.ChoiceField(
                label=f"Lettre à {member.label}",
                choices=STYLES,
                initial=member.style,
                widget=forms.Select({"class": "form-select"}),
            )
        agencies = list(GuestForm.base_fields["agency"].choices)  # asked for once, for all rows
        self.guests = [
            GuestForm(data, prefix=f"g{number}", agencies=agencies)
            for number in range(self._rows())
        ]

    def _rows(self):
        typed = str(self.data.get("invites", ""))[:3]
        count = int(typed) if typed.isascii() and typed.isdecimal() else GUESTS
        more = GUESTS if "plus" in self.data else 0
        return max(min(count + more, MOST_GUESTS), GUESTS)

    @property
    def has_guests(self):
        """Whether a row was typed in, or one more was asked for."""
        return self.is_bound and ("plus" in self.data or any(g.has_changed() for g in self.guests))

    def rows(self):
        """[(member, its box, its letter)] for the page."""
        return [
            (each, self[f"membre-{each.pk}"], self[f"lettre-{each.pk}"]) for each in self.members
        ]

    def clean_reference(self):
        """The one proposed may be taken meanwhile: the next one is then used in its place."""
        reference = self.cleaned_data["reference"]
        how = (self.meeting.group, reference, self.today.year, self._is_proposed(reference))
        try:
            signing.reference_taken(*how)
        except signing.ReferenceTaken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return reference

    def _is_proposed(self, reference):
        return bool(reference) and reference == (self["proposed"].value() or "").strip()

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"]
        if day and not self.today <= day <= self.meeting.date:
            raise forms.ValidationError("Choisissez un jour d’ici la réunion.")
        return day

    def clean(self):
        cleaned = super().clean()
        valid = [form.is_valid() for form in self.guests]
        if not all(valid):
            self.add_error(None, "Revoyez les personnes invitées : voyez à leur ligne.")
        else:
            self._refuse_the_same()
        if not self.errors and not self.chosen and not self.invited:
            self.add_error(None, "Cochez ou ajoutez au moins une personne à convoquer.")
        return cleaned

    def _refuse_the_same(self):
        """A person is never convened twice: told at the row, so that nothing is lost silently."""
        known = {who_is(each) for each in self.meeting.convened.whole()}
        known |= {who_is(each) for each in self.members if each.pk in self.chosen}
        for form in self.guests:
            guest = form.guest
            if guest is None:
                continue
            if (who := who_is(guest)) in known:
                form.add_error("name" if guest.name else "agency", "Déjà convoqué à cette réunion.")
                self.add_error(None, f"{guest.label} est déjà convoqué : retirez sa ligne.")
            known.add(who)

    @property
    def chosen(self):
        """{pk of each member who is ticked: his letter}"""
        return {
            each.pk: self.cleaned_data.get(f"lettre-{each.pk}") or each.style
            for each in self.members
            if self.cleaned_data.get(f"membre-{each.pk}")
        }

    @property
    def invited(self):
        found = (form.guest for form in self.guests if form.is_valid())
        return [guest for guest in found if guest]

    @property
    def call(self):
        names = ("reference", "answer_by", "remote_allowed", "remind_before")
        told = {name: self.cleaned_data[name] for name in names}
        return Call(self.letters, **told, is_proposed=self._is_proposed(told["reference"]))


class ChangeForm(LettersForm):
    """Why the meeting was moved or is cancelled, and the words that tell it."""

    reason = forms.CharField(
        label="Motif",
        max_length=REASON_LIMIT,
        error_messages={"required": "Dites pourquoi : ceux qui sont convoqués le lisent."},
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
    )

    def __init__(self, data=None, *, meeting, kind, styles, reason=""):
        super().__init__(data, initial={"reason": reason})
        self.add_letters(meeting.group, kind, styles)

    def clean_reason(self):
        return " ".join(self.cleaned_data["reason"].split())


class AnswerForm(forms.Form):
    """Présent, à distance, excusé, représenté: what the person may answer, no more."""

    answer = forms.ChoiceField(
        label="Réponse",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    reason = forms.CharField(label="Motif, si excusé", max_length=REASON_LIMIT, required=False)
    deputy_name = forms.CharField(label="Nom de qui représente", max_length=150, required=False)
    deputy_function = forms.CharField(label="Sa fonction", max_length=150, required=False)
    deputy_phone = forms.CharField(
        label="Son téléphone",
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    deputy_email = forms.EmailField(
        label="Son adresse électronique",
        max_length=254,
        required=False,
        help_text="Il reçoit la convocation et son propre lien.",
    )

    DEPUTY = ("name", "function", "phone", "email")

    def __init__(self, data=None, *, convened, prefix=None):
        deputy = convened.stand_in
        initial = {"answer": convened.answer, "reason": convened.reason}
        if deputy:
            initial |= {f"deputy_{name}": getattr(deputy, name) for name in self.DEPUTY}
        super().__init__(data, initial=initial, prefix=prefix, auto_id=f"c{convened.pk}_%s")
        self.fields["answer"].choices = list(self._choices(convened))
        if not convened.may_be_replaced:
            for name in self.DEPUTY:
                del self.fields[f"deputy_{name}"]

    def _choices(self, convened):
        remote = convened.told and convened.told.remote_allowed
        without = set() if remote else {Convened.Answer.REMOTE}
        without |= set() if convened.may_be_replaced else {Convened.Answer.REPRESENTED}
        return [each for each in Convened.Answer.choices if each[0] not in without]

    def clean(self):
        cleaned = super().clean()
        answer = cleaned.get("answer")
        if answer == Convened.Answer.EXCUSED and not (cleaned.get("reason") or "").strip():
            self._ask("reason", "Dites pourquoi vous êtes excusé.")
        if answer == Convened.Answer.REPRESENTED and not fold(cleaned.get("deputy_name") or ""):
            self._ask("deputy_name", "Dites qui vous représentera.")
        return cleaned

    def _ask(self, name, told):
        if name not in self.errors:
            self.add_error(name, told)

    @property
    def reply(self):
        typed, answer = self.cleaned_data, self.cleaned_data["answer"]
        reason = " ".join(typed["reason"].split()) if answer == Convened.Answer.EXCUSED else ""
        deputy = None
        if answer == Convened.Answer.REPRESENTED:
            told = {name: typed[f"deputy_{name}"] for name in self.DEPUTY}
            deputy = answering.Deputy(**told | {"email": told["email"].lower()})
        return answering.Reply(answer, reason, deputy)
