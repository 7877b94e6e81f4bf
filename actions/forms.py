"""One form per verb: what is asked of the person, and how it becomes a change of the action."""

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions import deadlines, heard, telling
from actions.classifying.choice import ItemChoice
from actions.follow_up import (
    CLOSED,
    OPEN,
    RUNNING,
    ActionUpdate,
    Said,
    Status,
)
from actions.frameworks import How, every_item
from actions.models import ActionItem
from actions.parts import agencies_of, in_charge
from gtm import uploads
from gtm.access import scope
from gtm.models import Agency
from gtm.widgets import TypedSelect

MEETINGS_SHOWN = 24
REASON_NEEDED = "Dites pourquoi."
UNCHANGED = ("", "inchangé")


def choices_of(*members):
    return [(member.value, member.label) for member in members]


class AgencyChoice(forms.ModelChoiceField):
    widget = TypedSelect

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.select_related("territory"), **kwargs)

    def label_from_instance(self, agency):
        return f"{agency.label} – {agency.name}"


def designatable_agencies():
    return Agency.objects.active().filter(is_collective=False)


class VerbForm(forms.Form):
    """`may`: the queryset method that says who; `expected`: the statuses that allow it."""

    verb = title = button = done = ""
    may, expected, reason_is_asked, sentence_is_asked = "closable_by", OPEN, False, True

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    retour = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    suivant = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the row below it
    sentence = forms.CharField(
        label="Observations",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(
        label="Motif", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, files=None, *, action, user, at, prefix=None):
        super().__init__(data, files, auto_id=f"{self.verb}_%s", prefix=prefix)
        self.action, self.user, self.at = action, user, at
        self.fields["version"].initial = action.version
        self.fields["reason"].required = self.reason_is_asked
        if not self.reason_is_asked:
            del self.fields["reason"]
        if not self.sentence_is_asked:
            del self.fields["sentence"]
        self.prepare()

    def prepare(self):
        """Adapt the fields to the action and the person."""

    @property
    def is_possible(self):
        return self.action.status in self.expected

    def said(self):
        typed = self.cleaned_data
        names = ("agency", "meeting", "file", "version")
        texts = {name: typed.get(name) or "" for name in ("sentence", "reason", "channel")}
        return Said(self.user, self.at, **texts, **{name: typed.get(name) for name in names})

    def act(self):
        """Change the action. Raises `NotNow`."""
        raise NotImplementedError


class SpeakingForm(VerbForm):
    """Somebody speaks: for a structure, perhaps at a meeting, perhaps with a file."""

    agency = forms.ChoiceField(label="Pour la structure", required=False)
    channel = forms.ChoiceField(
        label="Reçu", required=False, choices=[("", "non précisé"), *heard.CHANNELS]
    )
    meeting = forms.ChoiceField(label="Dit à la réunion du", required=False)
    file = forms.FileField(
        label="Pièce jointe",
        required=False,
        help_text="PDF, image, Word, Excel, PowerPoint ; 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ",".join(uploads.TYPES)}),
    )
    leading = False  # whether those alone speak who lead or were designated
    hears = True  # whether it may be noted for somebody who told it

    def prepare(self):
        mine = scope(self.user)
        self.speaks_for_group = mine.speaks_for(self.action.group_id)
        self.agencies = {str(agency.pk): agency for agency in self._agencies(mine.agencies)}
        if self.speaks_for_group and self.hears:
            self.agencies |= {str(each.pk): each for each in heard.heard_for(self.action)}
        else:
            del self.fields["channel"]
        self.meetings = {str(each.pk): each for each in self._meetings()}
        if len(self.agencies) > 1 or (self.agencies and self.speaks_for_group):
            none = [("", "aucune en particulier")] if self.speaks_for_group else []
            named = [(pk, agency.label) for pk, agency in self.agencies.items()]
            self.fields["agency"].choices = none + named
            self.fields["agency"].required = not self.speaks_for_group
        else:
            del self.fields["agency"]
        if self.meetings:
            days = [(pk, f"{each.date:%d/%m/%Y}") for pk, each in self.meetings.items()]
            self.fields["meeting"].choices = [("", "hors réunion"), *days]
        else:
            del self.fields["meeting"]

    def _agencies(self, mine):
        """The person's structures and their antennes that have a part themselves.

        What an antenne has promised is told for the antenne; in a common action all of hers speak.
        """
        family = Agency.objects.filter(Q(pk__in=mine) | Q(parent__in=mine))
        family = family.select_related("territory")
        taking_part = agencies_of(self.action, leading=self.leading)
        concerned = [each for each in family if each.pk in taking_part]
        return concerned or [each for each in family if each.pk in mine]

    def _meetings(self):
        if not self.speaks_for_group:
            return []
        later = (
            self.action.group.meetings.held().filter(date__gte=self.action.decided_on).only("date")
        )
        return later.order_by("-date", "-created_at")[:MEETINGS_SHOWN]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and (refusal := uploads.refusal(file)):
            raise forms.ValidationError(refusal)
        return file

    def clean_meeting(self):
        return self.meetings.get(self.cleaned_data["meeting"])

    def clean(self):
        cleaned = super().clean()
        only = next(iter(self.agencies.values()), None) if "agency" not in self.fields else None
        cleaned["agency"] = only or self.agencies.get(cleaned.get("agency"))
        return cleaned


class ReportForm(SpeakingForm):
    verb, title, button = "suivi", "Rendre compte", "Enregistrer"
    done = "Votre compte rendu d’exécution est enregistré."
    may, reason_is_asked = "reportable_by", True
    own_states = (Status.DOING, Status.WAITING)  # of a structure's own action

    status = forms.ChoiceField(label="État du point d’action", required=False)
    part = forms.ChoiceField(
        label="Part de la structure",
        required=False,
        choices=[("", "non précisée"), *ActionUpdate.Part.choices],
    )
    field_order = ("status", "part", "sentence", "reason", "agency", "channel", "meeting", "file")

    def prepare(self):
        super().prepare()
        self.fields["reason"].required = False
        self.fields["reason"].label = "Motif, si c’est en attente"
        states = self._states()
        if states:
            self.fields["status"].choices = [UNCHANGED, *states]
        else:
            del self.fields["status"]
        if not self.agencies:
            del self.fields["part"]

    def _states(self):
        """One who only has a part in it speaks of that part; a declaration waits for its check."""
        if not self.action.is_running:
            return []
        if self.speaks_for_group:
            return choices_of(*RUNNING)
        return choices_of(*self.own_states) if self._leads() else []

    def _leads(self):
        this = ActionItem.objects.filter(pk=self.action.pk)
        return this.filter(in_charge(scope(self.user).agencies)).exists()

    def clean(self):
        cleaned = super().clean()
        told = {name: cleaned.get(name) for name in ("status", "part", "sentence", "file")}
        if "waiting" in (told["status"], told["part"]) and not cleaned.get("reason"):
            self.add_error("reason", "Indiquez le motif de l’attente.")
        if not any(told.values()) and not self.errors:
            self.add_error("sentence", "Dites où en est l’action, en une phrase.")
        return cleaned

    def act(self):
        typed = self.cleaned_data
        self.action.report(self.said(), typed.get("status"), typed.get("part") or "")


class DeclareForm(SpeakingForm):
    verb, title, button = "fait", "Déclarer fait", "Déclarer fait"
    done = (
        "Déclaré fait. Le rapporteur du groupe ou le SP/CCM vérifie, puis clôt ou refuse avec un "
        "motif ; vous pouvez retirer la déclaration pendant une heure."
    )
    may, expected = "declarable_by", RUNNING
    leading = True
    hears = False
    field_order = ("sentence", "agency", "meeting", "file")

    def act(self):
        self.action.declare_done(self.said())


class TakeBackForm(VerbForm):
    verb, title, button = "retrait", "Retirer la déclaration", "Retirer la déclaration"
    done = "La déclaration est retirée : le point d’action est comme avant."
    may, expected, sentence_is_asked = "declarable_by", [Status.DECLARED], False

    @property
    def is_possible(self):
        if not super().is_possible:
            return False
        declared = self.action.updates.filter(kind=ActionUpdate.Kind.DECLARED).first()
        return bool(declared) and declared.may_be_taken_back(self.user, None, self.at)

    def act(self):
        self.action.take_back(self.said())


class CloseForm(SpeakingForm):
    verb, title, button = "cloture", "Clore", "Clore"
    done = "Le point d’action est clos."
    reason_is_asked = True

    status = forms.ChoiceField(label="Résultat", choices=choices_of(Status.DONE, Status.NOT_DONE))
    field_order = ("status", "sentence", "reason", "agency", "channel", "meeting", "file")

    def prepare(self):
        super().prepare()
        self.fields["reason"].required = False
        self.fields["reason"].label = "Motif, si ce n’est pas réalisé"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") == Status.NOT_DONE and not cleaned.get("reason"):
            self.add_error("reason", REASON_NEEDED)
        return cleaned

    def act(self):
        self.action.close(self.said(), self.cleaned_data["status"])


class NoteChaseForm(VerbForm):
    verb, title, button = "relance", "Noter une relance déjà faite", "Noter la relance"
    done = "La relance est notée."
    may, expected = "designatable_by", RUNNING

    agency = forms.ChoiceField(label="Structure relancée", required=False)
    channel = forms.ChoiceField(label="Comment", choices=heard.CHANNELS)
    field_order = ("agency", "channel", "sentence")

    def prepare(self):
        self.agencies = {str(each.pk): each for each in heard.heard_for(self.action)}
        named = [(pk, agency.label) for pk, agency in self.agencies.items()]
        self.fields["agency"].choices = [("", "non précisée"), *named]

    def clean_agency(self):
        return self.agencies.get(self.cleaned_data["agency"])

    def act(self):
        said = self.said()
        with transaction.atomic():
            self.action.note_chase(said)
            telling.journal_chase({said.agency: [self.action]}, said)


class RefuseForm(VerbForm):
    verb, title, button = "refus", "Refuser la déclaration", "Refuser"
    done = "Déclaration non retenue : le point d’action reste ouvert."
    expected, reason_is_asked, sentence_is_asked = [Status.DECLARED], True, False

    def act(self):
        self.action.refuse(self.said())


class ReopenForm(VerbForm):
    verb, title, button = "reouverture", "Rouvrir", "Rouvrir"
    done = "Le point d’action est rouvert."
    expected, reason_is_asked, sentence_is_asked = CLOSED, True, False

    def act(self):
        self.action.reopen(self.said())


class CancelForm(VerbForm):
    verb, title, button = "annulation", "Annuler", "Annuler le point d’action"
    done = "Le point d’action est annulé."
    reason_is_asked, sentence_is_asked = True, False

    def act(self):
        self.action.cancel(self.said())


class RescheduleForm(VerbForm):
    verb, title, button = "reconduite", "Reconduire (nouvelle échéance)", "Reconduire"
    done = "Le point d’action est reconduit."
    expected = RUNNING

    deadline = forms.CharField(
        label="Nouvelle échéance",
        max_length=200,
        help_text="Par exemple 15/03/2022, mars 2022, T1 2022, prochaine réunion.",
    )
    field_order = ("deadline", "sentence")

    def clean_deadline(self):
        today = timezone.localtime(self.at).date()
        deadline = deadlines.parse(self.cleaned_data["deadline"], today)
        if deadline.precision == deadlines.Precision.NONE:
            raise forms.ValidationError("Écrivez la nouvelle échéance.")
        if deadline.due_on and deadline.due_on < today:
            raise forms.ValidationError("Cette échéance est déjà passée.")
        return deadline

    def act(self):
        self.action.reschedule(self.said(), self.cleaned_data["deadline"])


class ClassifyForm(VerbForm):
    verb, title, button = "classement", "Classer dans un cadre (axe, objectif…)", "Classer"
    done = "Le classement est enregistré."
    may, expected, sentence_is_asked = "classifiable_by", Status, False

    item = ItemChoice(label="Élément")
    how = forms.ChoiceField(label="Que faire", choices=How.choices)

    def prepare(self):
        carried = {item.pk for item in self.action.items.all()}
        day, today = self.action.decided_on, timezone.localtime(self.at).date()
        fitting = [each for each in every_item() if each.last_day >= day or each.pk in carried]
        self.fields["item"].offer(fitting, today)

    @property
    def is_possible(self):
        return bool(self.fields["item"].items)

    def act(self):
        self.action.classify(self.said(), self.cleaned_data["item"], self.cleaned_data["how"])
