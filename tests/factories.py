"""Objects for tests: plain functions, every argument has a default that works."""

import itertools
import uuid
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from actions.frameworks import Framework
from actions.models import ActionItem
from gtm.models import (
    FOREVER,
    AccessToken,
    Agency,
    Invitation,
    Letterhead,
    Member,
    Membership,
    PersonalLink,
    Territory,
    User,
    WorkingGroup,
)
from gtm.tokens import token_hash
from meetings.life import publishing, verbs
from meetings.models import Convened, Convocation, Meeting, Observation, Reader, Report
from meetings.report import store as reports
from meetings.text import document as doc
from meetings.writing import store

counter = itertools.count(1)
PASSWORD = "un long mot de passe"


def make_user(name="Amina", email=None, **fields):
    email = email or f"{name.lower()}.{next(counter)}@example.org"
    return User.objects.create_user(email, PASSWORD, name=name, **fields)


def make_territory(name="Zinder", kind="region", parent=None):
    return Territory.objects.create(
        name=name, kind=kind, parent=parent, pcode=f"T{next(counter):05}"
    )


def make_group(name="GTM/Zinder", territory=None, level="regional", **fields):
    territory = territory or make_territory(name.rpartition("/")[2])
    slug = name.lower().replace("/", "-")
    group = WorkingGroup.objects.create(
        name=name, slug=slug, level=level, territory=territory, **fields
    )
    Letterhead.objects.create(group=group)
    return group


def make_agency(acronym="OIM", **fields):
    fields = {"name": f"Nom de {acronym}", "category": "Nations Unies"} | fields
    return Agency.objects.create(acronym=acronym, **fields)


def make_membership(user, role, group=None, agency=None, since=date(2020, 1, 1), until=None):
    return Membership.objects.create(
        user=user, role=role, group=group, agency=agency, since=since, until=until
    )


def make_invitation(by, role="secretary", group=None, agency=None, email=None):
    """An open invitation and the token of its link; a secretary is one of a new group."""
    if role == "secretary" and group is None:
        group = make_group(f"GTM/{next(counter)}")
    email = email or f"invitee.{next(counter)}@example.org"
    invitation = Invitation(role=role, group=group, agency=agency, email=email, invited_by=by)
    token = invitation.renew(timezone.now())
    invitation.save()
    return invitation, token


def make_document(**fields):
    """A small text that nothing on the checklist blocks; keyword arguments replace fields."""
    document = {"kind": "ordinary", "date": "30/11/2021", "place": "PAM Zinder", "start": "10h20"}
    document, point = doc.with_row_added(document, "points")
    document[doc.key_of("points", point, "title")] = "Divers"
    document, line = doc.with_row_added(document, "attendance")
    document[doc.key_of("attendance", line, "wording")] = "OIM"
    document |= fields
    return document


def make_meeting(group, author, state="draft", document=None, on=date(2021, 11, 30), **fields):
    """A meeting in a state that no publication precedes; see `publish` for the others."""
    meeting = Meeting(
        pk=uuid.uuid4(), group=group, date=on, place="PAM Zinder", state=state, **fields
    )
    text = make_document(date=f"{on:%d/%m/%Y}") if document is None else document
    meeting = store.create(meeting, author, text)
    known_since(meeting, min(on, timezone.localdate()))
    return meeting


def make_copy(meeting, author, **typed):
    """What `rescue.js` writes of a text that a device keeps, typed on the one of the server."""
    return {
        "kind": "gtm-copie",
        "account": str(author.pk),
        "meeting": str(meeting.pk),
        "title": str(meeting),
        "address": f"/reunions/{meeting.pk}/modifier/",
        "map": meeting.document | typed,
        "acked": meeting.document,
        "base": meeting.version,
        "opId": str(uuid.uuid4()),
        "before": None,
        "at": "2021-12-01T10:00:00Z",
    }


def known_since(row, day):
    """As if what is known of a meeting or an action had been so from a day on, no more."""
    at = datetime.combine(day, time.min, timezone.get_current_timezone())
    row.known.exclude(until=FOREVER).delete()
    row.known.update(known_at=at)
    if isinstance(row, ActionItem) and row.is_closed:
        row.known.update(closed_at=at)


def publish(meeting, by):
    """Submit and publish a meeting as SP/CCM would; returns the `Publication`."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    verbs.submit(meeting, meeting.created_by, meeting.date)
    return publishing.publish(meeting, by, meeting.date)


def hand_in(meeting, changes=""):
    """Submit a meeting's text as its secretary would."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    verbs.submit(meeting, meeting.created_by, meeting.date, changes)
    return meeting


def make_reader(meeting, email="lectrice@example.org", token="jeton", **fields):
    """Somebody who reads the « PROJET » by the link that ends in `token`."""
    submission = meeting.steps.first()
    fields = {"name": "Mariama", "sent_by": meeting.created_by, "submission": submission} | fields
    return Reader.objects.create(
        meeting=meeting,
        email=email,
        token_sha256=token_hash(token),
        expires_at=fields.pop("expires_at", datetime(2100, 1, 1, tzinfo=UTC)),
        **fields,
    )


def make_link(agency, by, token="jeton", **fields):
    """A link to answer in the name of a structure, by the address that ends in `token`."""
    fields = {"purpose": "answer", "email": "focal@example.org"} | fields
    fields = {"made_at": timezone.now(), "expires_at": datetime(2100, 1, 1, tzinfo=UTC)} | fields
    return PersonalLink.objects.create(
        agency=agency, made_by=by, token_sha256=token_hash(token), **fields
    )


def make_access_token(user, token="jeton", **fields):
    """A token by which a program reads in the name of a person."""
    now = timezone.now()
    fields = {"created_at": now, "expires_at": now + timedelta(days=1), "name": "essai"} | fields
    return AccessToken.objects.create(user=user, sha256=token_hash(token), **fields)


def make_observation(reader, key="attendance", text="Il manque le HCR"):
    return Observation.objects.create(reader=reader, key=key, label="Présence", text=text)


def with_rows(document, list_key, *rows):
    """A copy with more rows (dicts of cells) in a list, and their uids."""
    uids = []
    for cells in rows:
        document, uid = doc.with_row_added(document, list_key)
        section = doc.list_section(list_key)
        document |= {doc.key_of(section, uid, name): text for name, text in cells.items()}
        uids.append(uid)
    return document, uids


def with_actions(document, *actions):
    """A copy with actions in its first point, and their uids."""
    return with_rows(document, doc.key_of("points", document["points"][0], "actions"), *actions)


def make_framework(name="Axes stratégiques 2022-2026", word="axe", years=(2022, 2026), **fields):
    since, until = date(years[0], 1, 1), date(years[1], 12, 31)
    return Framework.objects.create(name=name, word=word, since=since, until=until, **fields)


def make_item(framework, code="1", wording="Harmonisation", parent=None, **fields):
    fields = {"position": int(code) if code.isdecimal() else 0} | fields
    return framework.items.create(code=code, wording=wording, parent=parent, **fields)


def make_axis(number=1, title="Harmonisation des interventions"):
    """An item of the plan of 2022-2026, the main set, which comes with the first of them."""
    plan = Framework.objects.filter(is_main=True).first() or make_framework(is_main=True)
    return make_item(plan, str(number), title)


def charged(action):
    """The structures charged with the follow-up of an action."""
    return {each.agency for each in action.follow_ups.select_related("agency")}


def stopped(status, on):
    """The days that a status needs, all of them `on`."""
    declared = {"declared_on": on} if status in ("declared", "done") else {}
    return declared | ({"closed_on": on} if status in ActionItem.CLOSED else {})


def make_point(group, author, on):
    """A point of published minutes."""
    meeting = make_meeting(group, author, on=on)
    Meeting.objects.filter(pk=meeting.pk).update(state="published", published_version=1)
    return meeting.points.create(uid=uuid.uuid4(), position=0, number=1, title="Divers")


def make_finding(group, author, kind="strength", on=date(2022, 1, 10), items=(), **fields):
    """A strength, or a weakness, of published minutes."""
    point = make_point(group, author, on)
    known_since(point.meeting, on)
    fields = {"uid": uuid.uuid4(), "position": 0, "text": f"Constat {next(counter)}"} | fields
    finding = point.findings.create(kind=kind, **fields)
    finding.items.set(items)
    return finding


def make_action(group, author, *responsibles, on=date(2021, 11, 30), items=(), **fields):
    """An action as registered, of published minutes; each responsible is an `Agency` or a text."""
    point = make_point(group, author, on)
    fields = {
        "position": 0,
        "text": f"Former {next(counter)}",
        "deadline_wording": "2022",
        "deadline_precision": "year",
        "due_on": date(2022, 12, 31),
        "responsible_wording": "/".join(str(each) for each in responsibles),
    } | fields
    fields.setdefault("minutes_deadline", fields["deadline_wording"])
    fields = stopped(fields.get("status"), on) | fields
    place = {name: fields.pop(name) for name in ("position", "text", "responsible_wording")}
    action = ActionItem(agenda_point=point, **{"deadline_from": on, "entered_on": on} | fields)
    action.take_from_minutes(point, *place.values(), on)
    action.save()
    for position, each in enumerate(responsibles):
        agency = each if isinstance(each, Agency) else None
        kind = "free" if agency is None else "structure"
        kind = "collective" if agency and agency.is_collective else kind
        action.responsibles.create(position=position, kind=kind, wording=str(each), agency=agency)
    action.settle_lead()
    action.items.set(items)
    known_since(point.meeting, on)
    known_since(action, action.closed_on or action.declared_on or on)
    return action


def make_report(author, span="quarter", first_on=date(2021, 10, 1), region=None, **typed):
    """A report being written; keyword arguments replace fields of the text proposed."""
    report = Report(pk=uuid.uuid4(), span=span, first_on=first_on, region=region)
    report = reports.create(report, author, timezone.now())
    if typed:
        reports.save(report, author, report.document | typed, 1, uuid.uuid4())
    return Report.objects.get(pk=report.pk)


def make_member(group, agency=None, since=date(2020, 1, 1), **fields):
    return Member.objects.create(group=group, agency=agency, since=since, **fields)


def make_convocation(meeting, by, sequence=0, **fields):
    """A telling of a meeting as it stands."""
    told = {"date": meeting.date, "starts_at": meeting.starts_at, "place": meeting.place}
    told |= {"at": timezone.now()} | fields
    return Convocation.objects.create(meeting=meeting, by=by, sequence=sequence, **told)


def make_convened(meeting, agency=None, told=None, **fields):
    """Somebody convened; `told` is the `Convocation` that he got."""
    fields = {"told": told, "told_at": told and told.at} | fields
    return Convened.objects.create(meeting=meeting, agency=agency, **fields)
