"""The world in which every address is asked for: persons, and one meeting in the state wanted.

Each thing that not everybody may read holds a mark of its own (`MARKS`); `markers.txt` says who
may see which. A new state is one function more in `STATES`, a new kind of object one attribute
more of `World` (and its mark).
"""

import io
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from actions.follow_up import ActionUpdate, Said
from actions.frameworks import FrameworkItem
from actions.models import ActionItem
from gtm import journal, outbox
from gtm.models import (
    AccessToken,
    Agency,
    Invitation,
    Membership,
    Ministry,
    PersonalLink,
    Territory,
    User,
    WorkingGroup,
)
from meetings.board import feed
from meetings.life import publishing, verbs
from meetings.models import (
    CorrectionRequest,
    JoinedFile,
    Meeting,
    Observation,
    Original,
    Photo,
    Reader,
    Revision,
)
from meetings.text import document as doc
from meetings.writing import store
from tests.access.convening import convene
from tests.access.importing import bring_in
from tests.access.marks import MARKS
from tests.access.reporting import write_report
from tests.access.sharing import share
from tests.factories import (
    make_access_token,
    make_action,
    make_agency,
    make_axis,
    make_document,
    make_finding,
    make_group,
    make_invitation,
    make_link,
    make_meeting,
    make_membership,
    make_observation,
    make_reader,
    make_user,
    with_actions,
    with_rows,
)

BEFORE = date(2021, 10, 30)
HELD_ON = date(2021, 11, 30)
NOON = datetime(2021, 11, 2, 12, tzinfo=UTC)
TO_COME = date(2091, 11, 30)


@dataclass
class World:
    """What the addresses and the posted forms are made of."""

    group: WorkingGroup
    other_group: WorkingGroup
    agency: Agency
    territory: Territory
    ministry: Ministry | None = None
    persons: dict = field(default_factory=dict)  # name → user; anonymous is nobody: None
    meeting: Meeting | None = None
    other_meeting: Meeting | None = None
    first: Revision | None = None
    parked: Revision | None = None
    photo: Photo | None = None
    file: JoinedFile | None = None
    action: ActionItem | None = None  # of the group's earlier minutes, published
    declared: ActionItem | None = None
    closed: ActionItem | None = None
    their_action: ActionItem | None = None
    common: ActionItem | None = None  # of everybody
    offered: ActionItem | None = None  # to which the structure has proposed itself
    update: ActionUpdate | None = None
    received: ActionUpdate | None = None  # by the link
    reader: Reader | None = None
    observation: Observation | None = None
    asked: CorrectionRequest | None = None
    removed: Meeting | None = None
    original: Original | None = None  # of old minutes, whose day is not known
    link: PersonalLink | None = None  # to answer in the name of the structure
    colleague: User | None = None
    role: Membership | None = None  # the colleague's
    invitation: Invitation | None = None
    item: FrameworkItem | None = None
    feed_token: str = ""
    access_token: AccessToken | None = None  # the partner's, for a feed
    invitation_token: str = ""

    @property
    def earlier(self):
        return self.action.agenda_point.meeting

    @property
    def marks(self):
        """Secret addresses are marks too: that of a meeting that one may not see, a feed's."""
        made = {"feed": self.feed_token.lower(), "invitation": self.invitation_token.lower()}
        made |= {"id": str(self.meeting.pk), "other_id": str(self.other_meeting.pk)}
        return MARKS | made


def build(state):
    """The world with its meeting in `state`; `-`: where the addresses ask for no meeting."""
    group, other = make_group(), make_group("GTM/Agadez")
    agency = make_agency("OIM", phone=MARKS["structure"], email="oim@example.org")
    ministry = Ministry.objects.create(since=date(2020, 1, 1), name="Ministère")
    world = World(group, other, agency, group.territory, ministry=ministry)
    world.persons = persons(group, other, agency, make_agency("PAM", email="pam@example.org"))
    world.item = make_axis()
    people(world)
    for write in (earlier_minutes, _another_group_writes, write_report, bring_in):
        write(world)
    STATES["draft" if state == "-" else state](world)
    choose_reader(world)
    park(world)
    convene(world)
    share(world, world.persons["secretary"])
    ask_and_remove(world, state)
    world.meeting.refresh_from_db()
    return world


def persons(group, other_group, agency, other_agency):
    made = {"anonymous": None}
    for name, roles in {
        "disabled": [("secretary", {"group": group}), ("reviewer", {})],
        "outsider": [],
        "former": [("secretary", {"group": group, "until": date(2020, 12, 31)})],
        "future": [("secretary", {"group": group, "since": date(2090, 1, 1)})],
        "partner": [("partner", {"agency": agency})],
        "other_partner": [("partner", {"agency": other_agency})],
        "secretary": [("secretary", {"group": group})],
        "other_secretary": [("secretary", {"group": other_group})],
        "deputy": [("deputy", {})],
        "reviewer": [("reviewer", {})],
        "administrator": [("administrator", {})],
        "both": [("secretary", {"group": group}), ("reviewer", {})],
    }.items():
        email = MARKS["account"] if name == "secretary" else None
        made[name] = make_user(f"Mme {name}", email=email, is_active=name != "disabled")
        for role, where in roles:
            make_membership(made[name], role, **where)
    return made


def people(world):
    """Whom the pages of accounts are about, an invitation, the journal, a calendar, a mail."""
    persons = world.persons
    agency = Agency.objects.get(acronym="PAM")
    world.role = make_membership(make_user("Zara"), "partner", agency=agency)
    world.colleague = world.role.user
    world.invitation, world.invitation_token = make_invitation(
        persons["administrator"], "partner", agency=agency, email=MARKS["invitee"]
    )
    journal.record(persons["administrator"], NOON, MARKS["journal"], world.colleague)
    world.feed_token = feed.renew(persons["partner"], timezone.now())
    world.access_token = make_access_token(
        persons["partner"],
        MARKS["publications"],
        purpose="feed",
        name=MARKS["token_name"],
        last_used_on=timezone.localdate(),
    )
    world.link = make_link(
        world.agency, persons["reviewer"], MARKS["answer"], email=MARKS["link_email"]
    )
    outbox.put("mark", persons["secretary"].email, "Objet", MARKS["mail"])


def earlier_minutes(world):
    """Published minutes of the group with three actions, and those of the other group with one."""
    author, pam = world.persons["secretary"], Agency.objects.get(acronym="PAM")
    later = {"deadline_wording": "2091", "due_on": date(2091, 12, 31)}
    of_group = (world.group, author, world.agency)
    world.action = make_action(*of_group, on=BEFORE, text=MARKS["earlier"], **later)
    file = SimpleUploadedFile(f"{MARKS['update_name']}.pdf", MARKS["update_file"].encode())
    told = {"sentence": MARKS["update"], "file": file, "agency": world.agency}
    world.action.report(Said(world.persons["partner"], NOON, **told))
    world.update = world.action.updates.get()
    world.earlier.attendances.create(
        uid=uuid.uuid4(), position=0, wording="DREC", phone=MARKS["contact"]
    )
    make_finding(world.group, author, on=BEFORE)
    said = Said(world.persons["partner"], NOON)
    world.declared, world.closed = (make_action(*of_group, on=BEFORE, **later) for _ in range(2))
    world.declared.designate(said, world.agency)
    world.declared.declare_done(said)
    world.closed.close(said)
    world.link.asked.create(action=world.action)
    by_link = {"agency": world.agency, "link": world.link, "sentence": MARKS["received"]}
    world.action.report(Said(None, NOON, **by_link))
    world.received = world.action.updates.first()
    of_all = (world.group, author, make_agency("Partenaires", is_collective=True))
    world.common, world.offered = (make_action(*of_all, on=BEFORE, **later) for _ in range(2))
    world.offered.offer(Said(world.persons["partner"], NOON, world.agency))
    theirs = (world.other_group, world.persons["other_secretary"], pam)
    world.their_action = make_action(*theirs, on=BEFORE, text=MARKS["their_action"], **later)


def choose_reader(world, token=MARKS["token"]):
    """One who reads by a link, while the text is submitted; one whose time is over, else."""
    over = {} if world.meeting.state == "submitted" else {"ended_at": NOON}
    told = {"name": MARKS["reader_name"], "email": MARKS["reader_email"]}
    partner = world.persons["partner"]
    world.reader = make_reader(world.meeting, token=token, user=partner, **told, **over)
    world.observation = make_observation(world.reader, text=MARKS["observation"])


def jpeg(comment):
    Image.new("RGB", (8, 8), "teal").save(out := io.BytesIO(), "JPEG", comment=comment.encode())
    return out.getvalue()


def _text(on):
    document = make_document(date=f"{on:%d/%m/%Y}", opening=MARKS["text"])
    point, line = document["points"][0], document["attendance"][0]
    document |= {
        f"points/{point}/title": MARKS["agenda"],
        f"attendance/{line}/phone": MARKS["phone"],
        f"attendance/{line}/email": MARKS["email"],
    }
    action = {"text": MARKS["action"], "responsible": "OIM", "deadline": "15/12/2091"}
    return with_actions(document, action)[0]


def _with_former(document, world):
    """What is said of an earlier action, and an amendment to the earlier minutes."""
    action, former = str(world.action.uid), str(world.earlier.pk)
    document = document | {"followups": [action], "adoptions": [former]}
    document |= {
        doc.key_of("followups", action, "said"): MARKS["said"],
        doc.key_of("followups", action, "status"): "doing",
        doc.key_of("adoptions", former, "decision"): "amended",
    }
    amendments = doc.key_of("adoptions", former, "amendments")
    return with_rows(document, amendments, {"text": MARKS["amendment"], "author": "OIM"})[0]


def _written(world, state, on=HELD_ON):
    """The secretary writes, adds a photo and a file; the one who is both types over a field."""
    author, photo, file = world.persons["secretary"], uuid.uuid4(), uuid.uuid4()
    text = _with_former(_text(on), world)
    first = text | {"closing": MARKS["erased"]}
    world.meeting = make_meeting(world.group, author, state, document=first, on=on)
    world.first = world.meeting.revisions.get()
    by = {"meeting": world.meeting, "uploaded_by": author, "size": 1}
    world.photo = Photo(pk=photo, name=f"{MARKS['photo_name']}.jpg", width=8, height=8, **by)
    world.photo.file.save("photo.jpg", ContentFile(jpeg(MARKS["photo"])))
    world.file = JoinedFile(pk=file, name=f"{MARKS['file_name']}.pdf", **by)
    world.file.file.save("piece.pdf", ContentFile(MARKS["file"].encode()))
    text |= {"photos": [str(photo)], "files": [str(file)], f"photos/{photo}/consent": "1"}
    save(world, world.persons["both"], text)


def save(world, author, text):
    version = Meeting.objects.get(pk=world.meeting.pk).version
    store.save(world.meeting, author, text, version, uuid.uuid4())
    world.meeting.refresh_from_db()


def planned(world):
    _written(world, "planned", on=TO_COME)


def draft(world):
    _written(world, "draft")


def submitted(world):
    draft(world)
    verbs.submit(world.meeting, world.persons["secretary"], HELD_ON)


def returned(world):
    submitted(world)
    comments = [("attendance", "Présence", MARKS["comment"])]
    by = world.persons["reviewer"]
    verbs.send_back(world.meeting, by, MARKS["returned"], comments)


def published(world):
    submitted(world)
    _publish(world, HELD_ON)


def _publish(world, on):
    publishing.publish(world.meeting, world.persons["reviewer"], on)
    world.meeting.refresh_from_db()


def corrected(world):
    """SP/CCM has opened a correction, of which something is typed."""
    published(world)
    verbs.correct(world.meeting, world.persons["reviewer"], MARKS["changes"])
    text = world.meeting.document | {"closing": MARKS["second"], "place": MARKS["moved"]}
    text[f"attendance/{text['attendance'][0]}/phone"] = MARKS["new_phone"]
    save(world, world.persons["both"], text)


def resubmitted(world):
    """The correction is handed in; readers still have the first version."""
    corrected(world)
    verbs.submit(world.meeting, world.persons["secretary"], HELD_ON)


def twice(world):
    resubmitted(world)
    _publish(world, HELD_ON + timedelta(days=1))


def cancelled(world):
    draft(world)
    verbs.cancel(world.meeting, world.persons["secretary"], MARKS["reason"])


STATES = {
    make.__name__: make
    for make in (
        planned, draft, submitted, returned, published, corrected, resubmitted, twice, cancelled,
    )
}  # fmt: skip


def park(world):
    """A text that came too late, of the meeting's own secretary."""
    world.parked = Revision(
        meeting=world.meeting, author=world.persons["secretary"], base_version=1
    )
    world.parked.kind, world.parked.waits = Revision.Kind.PARKED, True
    world.parked.document = world.meeting.document | {"place": MARKS["parked"]}
    world.parked.save()


def ask_and_remove(world, state):
    """A correction asked for, which waits where the second version is out; a meeting removed."""
    author = world.persons["secretary"]
    told = {"by": author, "reason": MARKS["asked"]}
    told["outcome"] = "" if state == "twice" else "declined"
    world.asked = CorrectionRequest.objects.create(meeting=world.meeting, **told)
    world.removed = make_meeting(world.group, author, on=TO_COME)
    removed = {"removed_at": NOON, "removed_by": author, "removed_reason": MARKS["removal"]}
    Meeting.objects.filter(pk=world.removed.pk).update(**removed)


def _another_group_writes(world):
    text = make_document(opening=MARKS["other"])
    text[f"attendance/{text['attendance'][0]}/phone"] = MARKS["other_phone"]
    author = world.persons["other_secretary"]
    world.other_meeting = make_meeting(world.other_group, author, document=text)
