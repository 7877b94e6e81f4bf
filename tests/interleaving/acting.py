"""The verbs as persons use them, each on what its actor has read, perhaps some time ago."""

import uuid
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.utils import timezone

from actions import deadlines
from actions.follow_up import RUNNING, Said
from actions.frameworks import FrameworkItem, How
from actions.models import ActionItem
from gtm.models import Agency, User
from gtm.refusals import NotNow
from meetings import transitions
from meetings.life import handover, publishing, readers, verbs
from meetings.models import Meeting, Reader
from meetings.text import document as doc
from meetings.writing import store
from tests.factories import make_document, with_actions, with_rows

TODAY = date(2023, 1, 10)
REFUSED = (NotNow, store.IdTaken, store.OperationReused)
DAYS = ("30/11/2021", "15/12/2021", "01/02/2022", "01/03/2022", "05/04/2022")
DEADLINES = ("prochaine réunion", "prochaine réunion", "15/03/2022", "immédiat", "")
STATUSES = ("", "doing", "waiting", "done", "not_done", "cancelled", "rescheduled")


class Idle(Exception):
    """Nothing to do this with."""


class Actor:
    """One who does one thing after the other in a group; `persons` are {role: users}."""

    def __init__(self, group, persons, seed):
        self.group, self.persons, self.random = group, persons, Random(seed)
        self.texts, self.actions = {}, {}  # as they were read once

    def act(self):
        """Do something; returns its name and whether it was refused."""
        name = self.random.choice(NAMES)
        try:
            VERBS[name](self)
        except Idle:
            return self.act()
        except REFUSED:
            return name, True
        return name, False

    # --- What there is to act on ---

    def one_of(self, rows):
        found = list(rows)
        if not found:
            raise Idle
        return self.random.choice(found)

    def often(self, chance):
        return self.random.random() < chance

    def person(self, *roles):
        """One of them, whose rights are read anew, as at each request."""
        found = [user for role in roles for user in self.persons[role]]
        return User.objects.get(pk=self.random.choice(found).pk)

    def meetings(self):
        return Meeting.objects.filter(group=self.group).order_by("created_at", "pk")

    def movable(self, name):
        """(A meeting that a person may take through a transition, the person)."""
        user = self.person(*transitions.TABLE[name].who)
        return self.one_of(self.meetings().movable_by(user, name)), user

    def moment(self):
        return datetime(2022, 1, 1, 9, tzinfo=UTC) + timedelta(hours=self.random.randrange(8000))

    def action(self):
        """One of the group's, as it is or as this one saw it first; and what is said of it."""
        pk = self.one_of(ActionItem.objects.filter(group=self.group).order_by("pk")).pk
        seen = self.actions.setdefault(pk, ActionItem.objects.get(pk=pk))
        action = seen if self.often(0.3) else ActionItem.objects.get(pk=pk)
        version = action.version if self.often(0.5) else None
        by = self.person("secretary", "reviewer", "partner")
        words = {"sentence": "Dit", "reason": "Motif", "version": version}
        return action, Said(by, self.moment(), **words)

    def reader(self):
        return self.one_of(Reader.objects.filter(meeting__group=self.group).order_by("pk"))


# --- The text ---


def create(actor):
    made = uuid.uuid5(uuid.NAMESPACE_OID, f"{actor.group.pk} {actor.random.randrange(4)}")
    day = deadlines.parse_day(actor.random.choice(DAYS))
    state = actor.random.choice(["planned", "draft"])
    meeting = Meeting(pk=made, group=actor.group, date=day, state=state)
    store.create(meeting, actor.person("secretary"), make_document(date=f"{day:%d/%m/%Y}"))


def save(actor):
    """From the text that was read, often an old one; sent twice, it gets the same answer."""
    meeting, op_id = actor.one_of(actor.meetings()), uuid.UUID(int=actor.random.getrandbits(128))
    if not (meeting.pk in actor.texts and actor.often(0.6)):
        actor.texts[meeting.pk] = (meeting.version, meeting.document)
    version, document = actor.texts[meeting.pk]
    for _ in range(actor.random.randint(1, 3)):
        document = actor.random.choice(EDITS)(actor, document)
    sent = (actor.person("secretary"), document, version, op_id)
    saved = store.save(meeting, *sent)
    if actor.often(0.2):
        again = store.save(meeting, *sent)
        assert (again.version, again.parked) == (saved.version, saved.parked)
    del actor.texts[meeting.pk]


def _field(actor, document):
    name = actor.random.choice(["place", "opening", "closing", "start"])
    return document | {name: f"{actor.random.randrange(24)}h00"}


def _date(actor, document):
    name = actor.random.choice(["date", "next_date"])
    return document | {name: actor.random.choice(DAYS)}


def _present(actor, document):
    return with_rows(document, "attendance", {"wording": actor.random.choice(["OIM", "PAM"])})[0]


def _new_action(actor, document):
    words = {"text": "Agir", "responsible": actor.random.choice(["OIM", "PAM", "Le préfet"])}
    words |= {"deadline": actor.random.choice(DEADLINES)}
    return with_actions(document, words)[0]


def _other_action(actor, document):
    """An action of the text is taken out, put off, or its follow-up given to another."""
    uids = document.get(doc.key_of("points", document["points"][0], "actions"))
    if not uids:
        return document
    uid, what = actor.random.choice(uids), actor.random.choice(["", "deadline", "followup"])
    if not what:
        return doc.with_row_removed(document, uid)
    if what == "deadline":
        return document | {doc.key_of("actions", uid, what): actor.random.choice(DEADLINES)}
    charged = actor.random.choice(["OIM", "PAM", "OIM, PAM", ""])
    return document | {doc.key_of("actions", uid, "followup_agencies"): charged}


def _said_of_earlier(actor, document):
    uids = ActionItem.objects.filter(group=actor.group).order_by("pk").values_list("uid", flat=True)
    if not uids:
        return document
    uid = str(actor.random.choice(list(uids)))
    lines = [*document.get("followups", ())]
    told = {
        "status": actor.random.choice(STATUSES),
        "said": actor.random.choice(["", "En route"]),
        "reason": "Motif",
        "new_deadline": actor.random.choice(DEADLINES[:3]),
    }
    document = document | {"followups": [*lines, uid] if uid not in lines else lines}
    return document | {doc.key_of("followups", uid, name): word for name, word in told.items()}


def _adoption(actor, document):
    former = str(actor.one_of(actor.meetings()).pk)
    lines = [*document.get("adoptions", ())]
    document = document | {"adoptions": [*lines, former] if former not in lines else lines}
    document |= {doc.key_of("adoptions", former, "decision"): "amended"}
    return with_rows(document, doc.key_of("adoptions", former, "amendments"), {"text": "Lire"})[0]


EDITS = (
    _field, _field, _date, _present, _new_action, _other_action, _said_of_earlier,
    _said_of_earlier, _adoption,
)  # fmt: skip


# --- The life of the minutes ---


def start(actor):
    verbs.start(*actor.movable("start"))


def cancel(actor):
    verbs.cancel(*actor.movable("cancel"), "Pluie")


def submit(actor):
    verbs.submit(*actor.movable("submit"), TODAY, "Le lieu")


def withdraw(actor):
    verbs.withdraw(*actor.movable("withdraw"))


def send_back(actor):
    comments = [("attendance", "Présence", "À revoir")]
    verbs.send_back(*actor.movable("return"), "À revoir", comments)


def publish(actor):
    publishing.publish(*actor.movable("publish"), TODAY)


def correct(actor):
    verbs.correct(*actor.movable("correct"), "Le lieu", actor.often(0.5))


def abandon(actor):
    verbs.abandon(*actor.movable("abandon"))


def choose(actor):
    meeting, user = actor.movable("withdraw")
    persons = {f"lectrice{number}@example.org": "Mariama" for number in range(2)}
    readers.choose(meeting, user, persons, timezone.now())


def renew(actor):
    readers.renew(actor.reader(), actor.person("secretary"), timezone.now())


def revoke(actor):
    readers.revoke(actor.reader(), timezone.now())


def observe(actor):
    readers.observe(actor.reader(), [("general", "En général", "Bien")], timezone.now())


def hand_over(actor):
    now = timezone.now()
    leaving = actor.one_of(handover.secretaries(actor.group, timezone.localtime(now).date()))
    handover.hand_over(leaving, actor.person("secretary"), actor.person("reviewer"), now)


# --- Actions ---


def report(actor):
    action, said = actor.action()
    action.report(said, actor.random.choice([None, *RUNNING]))


def declare(actor):
    action, said = actor.action()
    action.declare_done(said)


def close(actor):
    action, said = actor.action()
    action.close(said, actor.random.choice(["done", "not_done"]))


def refuse(actor):
    action, said = actor.action()
    action.refuse(said)


def reopen(actor):
    action, said = actor.action()
    action.reopen(said)


def give_up(actor):
    action, said = actor.action()
    action.cancel(said)


def reschedule(actor):
    action, said = actor.action()
    action.reschedule(said, deadlines.parse(actor.random.choice(DEADLINES[:4]), said.day))


def designate(actor):
    action, said = actor.action()
    action.designate(said, actor.one_of(Agency.objects.order_by("pk")))


def release(actor):
    action, said = actor.action()
    action.release(said, actor.one_of(Agency.objects.order_by("pk")))


def classify(actor):
    action, said = actor.action()
    item = actor.one_of(FrameworkItem.objects.order_by("pk"))
    action.classify(said, item, actor.random.choice(list(How)))


def chase(actor):
    action, said = actor.action()
    action.note_chase(said)


VERBS = {
    verb.__name__: verb
    for verb in (
        create, save, start, cancel, submit, withdraw, send_back, publish, correct, abandon, choose,
        renew, revoke, observe, hand_over, report, declare, close, refuse, reopen, give_up,
        reschedule, designate, release, classify, chase,
    )
}  # fmt: skip
# As often as it takes for minutes to come to their end, and for two to do one thing at once.
OFTEN = {"save": 8, "submit": 4, "publish": 5, "correct": 3, "start": 2, "reschedule": 2}
OFTEN |= {"choose": 4, "renew": 2, "observe": 2}
NAMES = [name for name in VERBS for _ in range(OFTEN.get(name, 1))]
