"""The database that several measures fill: twenty years of meetings, ten actions each.

Importing it sets Django up, on `DATABASE_URL` (by default SQLite in a temporary folder). Each
further size is ten times the one before: the same rows, copied inside the database.
"""

import os
import random
import sys
import tempfile
import uuid
from datetime import date, timedelta
from pathlib import Path

import django

FOLDER = tempfile.mkdtemp(prefix="bench-")
sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtm.settings")
os.environ.setdefault("DATA_DIR", FOLDER)
os.environ.setdefault("SECRET_KEY", "bench")
os.environ["DEMO"] = "1"  # else a second factor is asked of SP/CCM
django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from actions.follow_up import ActionUpdate  # noqa: E402
from actions.frameworks import ClassifiedAction, Framework, FrameworkItem  # noqa: E402
from actions.known import KnownAction  # noqa: E402
from actions.models import ActionItem  # noqa: E402
from actions.parts import ActionResponsible  # noqa: E402
from gtm.models import FOREVER, Agency, Membership, Territory, User, WorkingGroup  # noqa: E402
from gtm.names import searchable  # noqa: E402
from meetings.board.figures import start_of  # noqa: E402
from meetings.models import (  # noqa: E402
    AgendaPoint,
    Attendance,
    Finding,
    KnownMeeting,
    Meeting,
    Publication,
)

ACTIONS_EACH = 10
TIMES = 10  # how many times larger each size is than the one before
TODAY = date.today()  # noqa: DTZ011 - a measure
FILLER = {"opening": "Texte d’un compte rendu. " * 160}  # 4 kB, as Zinder's
CHUNK, DAYS = 2000, ("declared_on", "closed_on")
VOCABULARY = 20_000
dice = random.Random(1)


def prepare():
    """An empty database with its tables, which is filled without waiting for the disk."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"  # no file is asked for
    settings.STORAGES["staticfiles"]["BACKEND"] = plain
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous = OFF")  # only while filling: reads follow


def territories():
    country = Territory.objects.create(kind="country", name="Niger", pcode="NE")
    for number in range(8):
        region = Territory.objects.create(
            kind="region", name=f"Région {number}", pcode=f"NE{number}", parent=country
        )
        yield region, "regional"
        for below in range(8):
            yield (
                Territory.objects.create(
                    kind="department", name=f"Département {number}.{below}",
                    pcode=f"NE{number}{below}", parent=region,
                ),
                "departmental",
            )  # fmt: skip


def fill(count):
    """Twenty years of minutes; what is older than a year is mostly closed."""
    user = User.objects.create_user("spccm@bench.example", "x", name="Rakia")
    Membership.objects.create(user=user, role="reviewer", since=date(2000, 1, 1))
    groups = [
        WorkingGroup.objects.create(
            name=f"GTM/{place}", slug=f"gtm-{place.pcode.lower()}", level=level, territory=place
        )
        for place, level in territories()
    ]
    agencies = Agency.objects.bulk_create(
        Agency(acronym=f"S{number}", name=f"Structure {number}", category="x", email="")
        for number in range(120)
    )
    collective = Agency.objects.create(
        acronym="Partenaires", name="x", category="x", is_collective=True
    )
    for role, place in (("secretary", {"group": groups[0]}), ("partner", {"agency": agencies[0]})):
        other = User.objects.create_user(f"{role}@bench.example", "x", name=role.capitalize())
        Membership.objects.create(user=other, role=role, since=date(2000, 1, 1), **place)
    plan = Framework.objects.create(name="Plan", word="axe", is_main=True)
    axes = FrameworkItem.objects.bulk_create(
        FrameworkItem(framework=plan, code=str(number), wording="Axe", position=number)
        for number in range(1, 6)
    )
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        fill_chunk(user, groups, [*agencies, collective], axes, count, numbers)


def settle():
    """As PostgreSQL does by itself; nobody tells SQLite of its tables."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


COPIED = [
    Meeting,
    AgendaPoint,
    Publication,
    Finding,
    Attendance,
    Attendance.agencies.through,
    ActionItem,
    ActionResponsible,
    ActionUpdate,
    ClassifiedAction,
    KnownMeeting,
    KnownAction,
]


def multiply(level):
    """Ten times the rows: nine copies of each, which hang together as the first ones do."""
    copies = " UNION ALL ".join(f"SELECT {number} AS k" for number in range(1, TIMES))
    with transaction.atomic(), connection.cursor() as cursor:
        spans = {}
        for model in COPIED[1:]:
            cursor.execute(f"SELECT max(id) FROM {model._meta.db_table}")
            spans[model] = cursor.fetchone()[0] or 0
        for model in COPIED:
            fields = [each for each in model._meta.concrete_fields if not each.generated]
            names = ", ".join(f'"{field.column}"' for field in fields)
            values = ", ".join(copied(field, spans, level) for field in fields)
            table = model._meta.db_table
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, ({copies}) copies"
            )


def copied(field, spans, level):
    """The SQL of a column in copy `k`: keys are moved along, all else is as it was."""
    column = f'"{field.column}"'
    model = field.remote_field.model if field.remote_field else field.model
    if not (field.primary_key or field.remote_field) or model not in COPIED:
        return column
    if model in spans:
        return f"{column} + k * {spans[model]}"
    # A meeting's id begins with zeros: each size writes its copies in a digit of its own.
    if connection.vendor == "sqlite":
        return f"substr({column}, 1, {level}) || k || substr({column}, {level + 2})"
    return f"overlay({column}::text placing k::text from {level + 1} for 1)::uuid"


def fill_chunk(user, groups, agencies, axes, count, numbers):
    each = -(-count // len(groups))
    days = 20 * 365
    meetings = Meeting.objects.bulk_create(
        Meeting(
            id=uuid.UUID(int=number + 1),
            group=groups[number % len(groups)],
            date=TODAY - timedelta(days=days - days * (number // len(groups)) // each),
            state="published", published_version=1, document=FILLER, created_by=user,
        )
        for number in numbers
    )  # fmt: skip
    points = AgendaPoint.objects.bulk_create(
        AgendaPoint(uid=uuid.uuid4(), meeting=meeting, position=0, number=1, title="Divers")
        for meeting in meetings
    )
    Publication.objects.bulk_create(
        Publication(
            meeting=meeting, version=1, document={}, published_by=user, size=1, light_size=1
        )
        for meeting in meetings
    )
    Finding.objects.bulk_create(
        Finding(uid=uuid.uuid4(), point=point, kind=kind, position=0, text="Constat")
        for point in points
        for kind in Finding.Kind.values
    )
    fill_attendance([each for each in meetings if (TODAY - each.date).days < 400], agencies)
    fill_actions(points, agencies, axes, user)


def fill_attendance(meetings, agencies):
    lines = Attendance.objects.bulk_create(
        Attendance(uid=uuid.uuid4(), meeting=meeting, position=number, wording="x")
        for meeting in meetings
        for number in range(15)
    )
    through = Attendance.agencies.through
    through.objects.bulk_create(
        through(attendance=line, agency=dice.choice(agencies)) for line in lines
    )


def fill_actions(points, agencies, axes, user):
    leads, actions = [], []
    for point in points:
        for number in range(ACTIONS_EACH):
            leads.append(dice.choice(agencies))
            actions.append(an_action(point, number, leads[-1]))
    ActionItem.objects.bulk_create(actions, batch_size=5000)
    fill_known(points, actions)
    ClassifiedAction.objects.bulk_create(
        (
            ClassifiedAction(action=action, item=item)
            for action in actions
            if (item := dice.choice([*axes, None]))
        ),
        batch_size=5000,
    )
    ActionResponsible.objects.bulk_create(
        (
            ActionResponsible(
                action=action, position=0, wording=lead.acronym, agency=lead,
                kind="collective" if lead.is_collective else "structure",
            )
            for action, lead in zip(actions, leads, strict=True)
        ),
        batch_size=5000,
    )  # fmt: skip
    ActionUpdate.objects.bulk_create(
        (
            ActionUpdate(
                action=action, kind="report", status_before="todo", status=action.status, by=user,
                sentence="Une première mission est faite.",
            )
            for action in actions[::2]
        ),
        batch_size=5000,
    )  # fmt: skip


def some_words():
    """A dozen, as frequent as words are: the hundredth a hundred times less than the first."""
    ranks = (int(VOCABULARY ** dice.random()) for _ in range(12))
    return " ".join(f"mot{rank}" for rank in ranks)


def an_action(point, number, lead):
    held_on = point.meeting.date
    due_on = held_on + timedelta(days=dice.randint(15, 200)) if dice.random() < 0.85 else None
    is_old = (TODAY - held_on).days > 365
    done = dice.random() < (0.97 if is_old else 0.4)
    closed_on = min(held_on + timedelta(days=dice.randint(10, 365)), TODAY) if done else None
    text = f"Former {number} points focaux dans la région {some_words()}"
    return ActionItem(
        agenda_point=point, group=point.meeting.group, decided_on=held_on, deadline_from=held_on,
        entered_on=held_on, silent_since=held_on,
        position=number, text=text, words=searchable(f"{text} {lead.acronym}"),
        responsible_wording=lead.acronym, deadline_wording="2022", deadline_precision="day",
        due_on=due_on, status="done" if done else "todo", declared_on=closed_on,
        closed_on=closed_on, lead=lead,
    )  # fmt: skip


def fill_known(points, actions):
    KnownAction.objects.filter(subject__in=actions).delete()
    KnownAction.objects.bulk_create(
        (state for action in actions for state in known_states(action)), batch_size=5000
    )
    for point in points:
        published_at = start_of(point.meeting.date)
        point.meeting.known.update(known_at=published_at)
        point.meeting.publications.update(published_at=published_at)


def known_states(action):
    held, late = start_of(action.decided_on), start_of(action.decided_on + timedelta(days=20))
    closed = start_of(action.closed_on) if action.closed_on else None
    base = {"subject": action, "group_id": action.group_id}  # published at once, put off once
    sooner = action.due_on and action.due_on - timedelta(days=30)
    yield KnownAction(**base, status="todo", due_on=sooner, known_at=held, until=late)
    todo = {"status": "todo", "due_on": action.due_on, "known_at": late, "puts_off": True}
    yield KnownAction(**base, **todo, until=max(closed, late) if closed else FOREVER)
    if closed:
        done = {name: getattr(action, name) for name in ("status", "due_on", *DAYS)}
        yield KnownAction(**base, **done, known_at=max(closed, late), closed_at=closed)
