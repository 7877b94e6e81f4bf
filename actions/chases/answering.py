"""What comes in by a personal link: the forms of who has an account, in the name of a structure.

The link lends its structure's rights (`gtm.links.Bearer`), so that no rule is written twice.
"""

from dataclasses import replace

from django.utils import timezone

from actions.follow_up import ActionUpdate, Overtaken, Said, Status
from actions.forms import ReportForm
from actions.models import ActionItem
from actions.telling import number_of
from gtm import links
from gtm.refusals import NotNow

MOST_SAID = 20  # answers of one link about one action: it must not fill the disk
TOO_MUCH = "Ce lien a déjà beaucoup servi pour ce point d’action : écrivez au rapporteur du groupe."
CLOSED = "Ce point d’action a été clos entre-temps : il n’attend plus de réponse."
# What a structure has said; the rest of an action's story is not shown behind a link.
SAID = (ActionUpdate.Kind.REPORT, ActionUpdate.Kind.DECLARED, ActionUpdate.Kind.RETRACTED)


class AnswerForm(ReportForm):
    """How far an action is; « fait » is one of the states where the structure may declare it."""

    own_states = (*ReportForm.own_states, Status.DECLARED)
    field_order = ("status", "part", "sentence", "reason", "file")

    def __init__(self, data=None, files=None, *, leads, last, **who):
        """`leads`: whether the structure may say « fait »; `last`: what it said last, or None."""
        self.leads, self.last = leads, last
        super().__init__(data, files, prefix=f"p{who['action'].pk}", **who)

    def prepare(self):
        super().prepare()
        del self.fields["retour"]
        if "status" in self.fields:
            del self.fields["part"]

    def _agencies(self, mine):
        return [self.user.link.agency]

    def _leads(self):
        return self.leads

    @property
    def is_touched(self):
        names = [self.add_prefix(name) for name in self.fields if name not in ("version", "file")]
        typed = any(self.data.get(name, "").strip() for name in names)
        return typed or bool(self.files.get(self.add_prefix("file")))

    @property
    def may_take_back(self):
        is_own = self.last and self.last.may_be_taken_back(None, self.user.link, self.at)
        return self.action.is_declared and bool(is_own)

    @property
    def days_late(self):
        return self.action.days_late(timezone.localtime(self.at).date())

    @property
    def said_by(self):
        return {"by": None, "link": self.user.link}

    def said(self):
        return replace(super().said(), **self.said_by)

    def clean(self):
        cleaned = super().clean()
        if self.action.updates.filter(link=self.user.link).count() >= MOST_SAID:
            self.add_error(None, TOO_MUCH)
        return cleaned

    def act(self):
        if self.cleaned_data.get("status") == Status.DECLARED:
            self.action.declare_done(self.said())
        else:
            super().act()

    def take(self):
        """Whether it is stored, now or by the same answer before; else what is wrong stands in it.

        Over a poor link the browser sends again what has arrived: the same is not news twice.
        """
        if not self.is_valid():
            return False
        try:
            self.act()
        except NotNow as refusal:
            overtaken = isinstance(refusal, Overtaken)
            self.action.refresh_from_db()
            if overtaken and self._is_stored():
                return True
            self.add_error(None, CLOSED if self.action.is_closed else str(refusal))
            self.data = self.data.copy()  # what is sent next has read how it stands now
            self.data[self.add_prefix("version")] = str(self.action.version)
            return False
        return True

    def _is_stored(self):
        typed, last = self.cleaned_data, self.action.updates.filter(link=self.user.link).first()
        if last is None:
            return False
        told = [typed.get(name) or "" for name in ("sentence", "reason", "part")]
        same = told == [last.sentence, last.reason, last.part]
        file = typed.get("file")
        return same and (file.size if file else 0) == last.file_size


class Answers:
    """The page behind a link: one form for each action that its letter asked about."""

    def __init__(self, link, now, data=None, files=None):
        self.link, self.now = link, now
        self.bearer = links.Bearer(link)
        self.forms = list(self._forms(data, files))

    def _forms(self, data, files):
        asked = ActionItem.objects.filter(asked__link=self.link)
        whole = asked.select_related("group").defer("words").order_by("asked__pk")
        reportable = set(asked.reportable_by(self.bearer).values_list("pk", flat=True))
        leading = set(asked.declarable_by(self.bearer).values_list("pk", flat=True))
        last = self._last(asked)
        for action in whole:
            if action.pk in reportable:
                yield AnswerForm(
                    data,
                    files,
                    action=action,
                    user=self.bearer,
                    at=self.now,
                    leads=action.pk in leading,
                    last=last.get(action.pk),
                )

    def _last(self, asked):
        """{action: what the structure said of it last}"""
        said = ActionUpdate.objects.filter(
            action__in=asked.values("pk"), agency=self.link.agency, kind__in=SAID
        )
        return {each.action_id: each for each in said.order_by("pk")}

    def take(self):
        """Store what was answered; (how many, those that were not)."""
        touched = [form for form in self.forms if form.is_touched]
        refused = [form for form in touched if not form.take()]
        stored = len(touched) - len(refused)
        if stored:
            links.note_use(self.link, self.now, f"réponse sur {number_of(stored)}")
        return stored, refused

    def take_back(self, pk):
        """Take back the « fait » of one of these actions. Raises `NotNow`."""
        found = [form.action for form in self.forms if str(form.action.pk) == pk]
        if not found:
            raise NotNow("Ce point d’action n’est pas de ceux de ce lien.")
        found[0].take_back(Said(None, self.now, self.link.agency, link=self.link))
        links.note_use(self.link, self.now, "déclaration retirée")
