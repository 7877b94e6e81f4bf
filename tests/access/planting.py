"""A made-up world as rows, each under the number that its record has."""

import json
import uuid
import zlib
from datetime import date, timedelta

from actions.models import ActionItem
from actions.parts import ActionResponsible, FollowUpAgency
from gtm.models import Agency, Membership, Territory, User, WorkingGroup
from meetings.models import (
    AgendaPoint,
    Convened,
    JoinedFile,
    Meeting,
    Proposal,
    Publication,
    Reader,
    Revision,
)
from tests.factories import stopped

HELD_ON = date(2023, 11, 30)
EMPTY = zlib.compress(json.dumps({}).encode())


def plant(world):
    """Put it into an empty database."""
    _places(world)
    _persons(world)
    _meetings(world)
    _actions(world)
    _files(world)
    _convening(world)


def _places(world):
    Territory.objects.bulk_create(
        Territory(pk=each.pk, kind="region", name=f"R{each.pk}", pcode=f"NE{each.pk}")
        for each in world.territories
    )
    Agency.objects.bulk_create(
        Agency(
            pk=agency.pk,
            acronym=f"S{agency.pk}",
            parent_id=agency.parent and agency.parent.pk,
            territory_id=agency.pk if agency.parent else None,
            is_collective=agency.is_collective,
            is_secretariat=agency.is_spccm,
        )
        for agency in world.agencies
    )
    WorkingGroup.objects.bulk_create(
        WorkingGroup(
            pk=group.pk,
            name=f"G{group.pk}",
            slug=f"g{group.pk}",
            body=f"G{group.pk}",
            territory_id=1,
        )
        for group in world.groups
    )


def _persons(world):
    User.objects.bulk_create(
        User(pk=person.pk, email=f"{person.pk}@example.org", name="x", is_active=person.is_open)
        for person in world.persons
    )
    Membership.objects.bulk_create(
        (
            Membership(
                user_id=person.pk,
                role=role.name,
                group_id=role.place if role.name == "secretary" else None,
                agency_id=role.place if role.name == "partner" else None,
                since=role.since,
                until=role.until,
            )
            for person in world.persons
            for role in sorted(person.roles, key=lambda role: role.since)
        ),
        ignore_conflicts=True,  # one who is given a role twice holds it once, from the first day on
    )


def _meetings(world):
    rows = {meeting.pk: _meeting(meeting) for meeting in world.meetings}
    saves = [save for meeting in world.meetings for save in _revisions(meeting, rows[meeting.pk])]
    Meeting.objects.bulk_create(rows.values())
    Revision.objects.bulk_create(saves)
    shown = {}
    for file in world.files:
        if file.was_shared:
            shown.setdefault(file.meeting.pk, []).append(file)
    Publication.objects.bulk_create(
        Publication(
            meeting_id=meeting.pk,
            version=version,
            document=_sharing(shown.get(meeting.pk, ())),
            published_by_id=world.persons[0].pk,
            size=1,
            light_size=1,
        )
        for meeting in world.meetings
        for version in range(1, meeting.versions + 1)
    )
    Reader.objects.bulk_create(_reader(project, world.now) for project in world.projects)


def _meeting(meeting):
    return Meeting(
        pk=meeting.pk,
        group_id=meeting.group,
        date=meeting.day,
        was_announced=meeting.was_announced,
        proposals_until=meeting.proposals_until,
        state=meeting.state,
        not_held_reason="Pluie" if meeting.state == "cancelled" else "",
        published_version=meeting.versions,
        created_by_id=(*meeting.before, *meeting.since)[0].author,
    )


def _revisions(meeting, row):
    """The saves in their order; numbers the row's current and published ones on the way."""
    row.version = 0
    for place, save in enumerate((*meeting.before, *meeting.since), 1):
        row.version += save.is_current
        number = row.version if save.is_current else None
        kind = "saved" if save.is_current else "parked"
        yield Revision(
            meeting_id=meeting.pk, author_id=save.author, version=number, kind=kind, packed=EMPTY
        )
        if place == len(meeting.before):
            row.published_revision = row.version


def _reader(project, now):
    hours = -1 if project.has_expired else 1
    return Reader(
        pk=project.pk,
        meeting_id=project.meeting.pk,
        user_id=project.person,
        email=f"{project.pk}@example.net",
        sent_by_id=project.giver.pk,
        token_sha256=str(project.pk),
        expires_at=now + timedelta(hours=hours),
        ended_at=now if project.has_ended else None,
    )


def _actions(world):
    held = {action.meeting.pk for action in world.actions}
    points = [AgendaPoint(meeting_id=pk, uid=uuid.uuid4(), position=0) for pk in held]
    points = {point.meeting_id: point for point in AgendaPoint.objects.bulk_create(points)}
    ActionItem.objects.bulk_create(
        ActionItem(
            pk=action.pk,
            agenda_point=points[action.meeting.pk],
            group_id=action.group,
            decided_on=HELD_ON,
            deadline_from=HELD_ON,
            entered_on=HELD_ON,
            silent_since=HELD_ON,
            position=0,
            status=action.status,
            **stopped(action.status, HELD_ON),
        )
        for action in world.actions
    )
    ActionResponsible.objects.bulk_create(
        ActionResponsible(action_id=action.pk, position=place, agency_id=agency and agency.pk)
        for action in world.actions
        for place, agency in enumerate(action.named)
    )
    FollowUpAgency.objects.bulk_create(
        FollowUpAgency(
            action_id=action.pk,
            agency_id=agency.pk,
            designated_by_id=world.persons[0].pk,
            designated_at=world.now,
        )
        for action in world.actions
        for agency in action.charged
    )
    for action in ActionItem.objects.all():
        action.settle_lead()


def _convening(world):
    Convened.objects.bulk_create(
        Convened(
            pk=each.pk,
            meeting_id=each.meeting.pk,
            agency_id=each.agency and each.agency.pk,
            function="Préfet",
        )
        for each in world.convened
    )
    Proposal.objects.bulk_create(
        Proposal(
            pk=each.pk,
            group_id=each.group,
            agency_id=each.agency and each.agency.pk,
            from_meeting_id=each.origin and each.origin.pk,
            from_point=str(each.pk),
            by_id=world.persons[0].pk,
            at=world.now,
        )
        for each in world.proposals
    )


def _files(world):
    JoinedFile.objects.bulk_create(
        JoinedFile(
            pk=file.pk, meeting_id=file.meeting.pk, size=1, uploaded_by_id=world.persons[0].pk
        )
        for file in world.files
    )
    for meeting in {file.meeting.pk for file in world.files}:
        shared = [each for each in world.files if each.meeting.pk == meeting and each.is_shared]
        Meeting.objects.filter(pk=meeting).update(document=_sharing(shared))


def _sharing(files):
    """A text in which these files are shared."""
    uids = [str(file.pk) for file in files]
    return {"files": uids} | {f"files/{uid}/shared": "1" for uid in uids}
