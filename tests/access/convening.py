"""What comes before and after the meeting of the world: who is convened, comes in, gets its text.

A member of the partner's structure was convened and has excused himself; one of another structure
came in. Each thing that not everybody may read holds a mark of its own.
"""

from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gtm.models import Address, Agency, Holiday, ListEntry, Mail, WorkingGroup
from meetings.models import (
    Addressee,
    AgendaTemplate,
    Arrival,
    Door,
    Equivalence,
    Meeting,
    Move,
    Proposal,
    Publication,
    Sending,
)
from tests.factories import make_convened, make_convocation, make_link, make_member

AT = datetime(2021, 11, 3, 12, tzinfo=UTC)
CODE = "MQCDPT"
CONVENING_MARKS = {
    "member_phone": "96554433",
    "member_email": "mqmembre@example.net",
    "convened_phone": "96554422",
    "convened_email": "mqconvoque@example.net",
    "excuse": "mqmotifdelexcuse",
    "convocation": "mqjetondeconvocation",
    "their_excuse": "mqexcusedesautres",  # of another structure
    "proposal": "mqpourquoilepoint",
    "proposal_file": "mqoctetsdelaproposition",
    "code": CODE.lower(),
    "arrival": "mqarriveealaporte",
    "arrival_phone": "96554411",
    "listed": "mqdiffusion@example.net",
    "addressee": "mqdestinataire@example.net",
    "shared": "mqjetondelecture",
    "dead": "mqmorte@example.net",
    "left": "mqdesinscrit@example.net",
}


def convene(world):
    """Around a meeting in any state."""
    marks, author = CONVENING_MARKS, world.persons["secretary"]
    pam = Agency.objects.get(acronym="PAM")
    _prepare(world, author)
    world.member = make_member(
        world.group, world.agency, phone=marks["member_phone"], email=marks["member_email"]
    )
    world.mail = Mail.objects.get(key="mark")
    world.never_convened = make_member(world.group, function="Préfet")
    told = make_convocation(world.meeting, author, answer_by=date(2021, 11, 20))
    world.convocation = told
    convocation, shared = (
        make_link(world.agency, author, marks[purpose], purpose=purpose)
        for purpose in ("convocation", "shared")
    )
    answered = {"told": told, "answered_at": AT, "answered_how": "link"}
    world.convened = make_convened(
        world.meeting, world.agency, member=world.member, answer="excused",
        phone=marks["convened_phone"], email=marks["convened_email"], reason=marks["excuse"],
        **answered,
    )  # fmt: skip
    world.convened.links.add(convocation)
    world.other_convened = make_convened(
        world.meeting, pam, answer="excused", reason=marks["their_excuse"], **answered
    )
    world.door = Door.objects.create(meeting=world.meeting, code=CODE, made_by=author, made_at=AT)
    world.arrival = Arrival.objects.create(
        meeting=world.meeting,
        name=marks["arrival"],
        phone=marks["arrival_phone"],
        agency=pam,
        at=AT,
    )
    _send(world, author, shared)


def _prepare(world, author):
    marks, world.point = CONVENING_MARKS, world.meeting.document["points"][0]
    WorkingGroup.objects.filter(pk=world.group.pk).update(meets_rank=15)
    world.group.refresh_from_db()
    Meeting.objects.filter(pk=world.meeting.pk).update(proposals_until=date(2091, 11, 20))
    file = SimpleUploadedFile("note.pdf", marks["proposal_file"].encode())
    world.proposal = Proposal.objects.create(
        group=world.group, meeting=world.meeting, title="Un point", why=marks["proposal"],
        agency=world.agency, by=world.persons["partner"], at=AT,
        file=file, file_name="note.pdf", file_size=file.size,
    )  # fmt: skip
    world.template = AgendaTemplate.objects.create(group=world.group, name="Usuel", points="Divers")
    Move.objects.create(
        meeting=world.meeting, date_before=date(2021, 11, 29), reason="Fête", by=author, at=AT
    )
    world.holiday = Holiday.objects.create(day=date(2091, 5, 4), name="Tabaski")
    world.equivalence = Equivalence.objects.create(words="retour, rapatriement")


def _send(world, author, link):
    """The group's list has an address; a version that is out was sent to another."""
    marks = CONVENING_MARKS
    Address.objects.create(email=marks["dead"], refusals=3, refused_at=AT)
    world.entry = ListEntry.objects.create(group=world.group, email=marks["listed"])
    world.shared, world.addressee = link, None
    send_out(world, author)


def send_out(world, author):
    """The last version, if any, to one address, by the link of the world."""
    publication = Publication.objects.filter(meeting=world.meeting).first()
    if publication is None:
        return
    sending = Sending.objects.create(publication=publication, by=author, at=timezone.now())
    world.addressee = Addressee.objects.create(
        sending=sending,
        email=CONVENING_MARKS["addressee"],
        agency=world.agency,
        because="listed",
        link=world.shared,
    )
