"""Worlds made up for the oracle: plain records, and the same thing as rows of the database.

Every choice is asked of a `random.Random`: a seed gives one world; Hypothesis, whose `randoms()`
are such ones, makes a world smaller for as long as it still shows the fault.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.access.oracle import ROLES, STATES

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Role:
    name: str
    place: int | None  # a secretary's group, a partner's structure
    since: date
    until: date | None  # the last day


@dataclass(frozen=True)
class Person:
    pk: int
    is_open: bool  # the account
    roles: tuple


@dataclass(frozen=True)
class Agency:
    pk: int
    parent: "Agency | None" = None  # of which it is an antenne
    is_collective: bool = False
    is_spccm: bool = False


@dataclass(frozen=True)
class Territory:
    pk: int


@dataclass(frozen=True)
class Group:
    pk: int

    @property
    def group(self):
        return self.pk


@dataclass(frozen=True)
class Save:
    """A text that somebody sent: it became the current one, or was set aside."""

    author: int
    is_current: bool


@dataclass(frozen=True)
class Meeting:
    pk: uuid.UUID
    group: int
    state: str
    versions: int  # that went out
    before: tuple  # the saves until the last of them, which the last save is
    since: tuple
    day: date = date(2021, 11, 30)
    was_announced: bool = False
    proposals_until: date | None = None

    @property
    def writers(self):
        return {save.author for save in self.since}


@dataclass(frozen=True)
class Convened:
    pk: int
    meeting: Meeting
    agency: Agency | None


@dataclass(frozen=True)
class Proposal:
    """A point proposed to a group by a structure, or passed up from a meeting."""

    pk: int
    group: int
    agency: Agency | None
    origin: Meeting | None


@dataclass(frozen=True)
class Action:
    pk: int
    meeting: Meeting
    status: str
    named: tuple  # the responsibles in order: an `Agency`, or None for a mere wording
    charged: tuple  # the structures designated since

    @property
    def group(self):
        return self.meeting.group

    @property
    def is_open(self):
        return self.status not in ("done", "not_done", "cancelled")


@dataclass(frozen=True)
class Project:
    """That a person was given a submitted text to read."""

    pk: int
    meeting: Meeting
    person: int
    giver: Person
    has_ended: bool
    has_expired: bool

    @property
    def is_open(self):
        over = self.has_ended or self.has_expired
        return self.meeting.state == "submitted" and self.giver.is_open and not over


@dataclass(frozen=True)
class File:
    """Joined to a meeting; shared by the text being written, by the last version."""

    pk: uuid.UUID
    meeting: Meeting
    is_shared: bool
    was_shared: bool


@dataclass
class World:
    now: datetime
    groups: list = field(default_factory=list)
    agencies: list = field(default_factory=list)
    persons: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    actions: list = field(default_factory=list)
    projects: list = field(default_factory=list)
    files: list = field(default_factory=list)
    convened: list = field(default_factory=list)
    proposals: list = field(default_factory=list)

    @property
    def today(self):
        """In Niamey, an hour before Greenwich all year round."""
        return (self.now + timedelta(hours=1)).date()

    @property
    def territories(self):
        """The country, and one of each antenne's own: an acronym stands once in each."""
        return [Territory(1), *(Territory(each.pk) for each in self.agencies if each.parent)]


def imagine(rng, size=1):
    """A world; of size 1 it has a few of everything, of size 10 ten times as many."""
    world = World(_instant(rng))
    world.groups = [Group(pk) for pk in range(1, 3 + size)]
    world.agencies = _agencies(rng, size)
    world.persons = [
        _person(rng, pk, world) for pk in range(1, 1 + rng.randint(1 + size, 3 * size))
    ]
    numbers = range(1, 1 + rng.randint(size, 7 * size))
    world.meetings = [_meeting(rng, uuid.UUID(int=number), world) for number in numbers]
    world.actions = [_action(rng, pk, world) for pk in range(1, 1 + rng.randint(size, 9 * size))]
    world.projects = [_project(rng, pk, world) for pk in range(1, 1 + rng.randint(0, 3 * size))]
    numbers = range(1, 1 + rng.randint(0, 2 * size))
    world.files = [_file(rng, uuid.UUID(int=number), world) for number in numbers]
    world.convened = [_convened(rng, pk, world) for pk in range(1, 1 + rng.randint(0, 4 * size))]
    world.proposals = [_proposal(rng, pk, world) for pk in range(1, 1 + rng.randint(0, 4 * size))]
    return world


def _convened(rng, pk, world):
    return Convened(pk, rng.choice(world.meetings), rng.choice([None, *world.agencies]))


def _proposal(rng, pk, world):
    agency, origin = rng.choice([None, *world.agencies]), rng.choice([None, *world.meetings])
    return Proposal(pk, rng.choice(world.groups).pk, agency, origin)


def _instant(rng):
    """About midnight in Niamey as often as not."""
    day = datetime(2024, 2, 28, tzinfo=UTC) + rng.randint(0, 700) * DAY
    return day + timedelta(hours=rng.choice([12, 22, 23]), minutes=30)


def _agencies(rng, size):
    """SP/CCM, collectives, structures, then antennes of some of them."""
    found = [Agency(1, is_spccm=True), Agency(2, is_collective=True)]
    found += [Agency(pk, is_collective=rng.random() < 0.2) for pk in range(3, 5 + size)]
    parents = [agency for agency in found if not agency.is_collective]
    for pk in range(100, 101 + 2 * size):
        parent = rng.choice(parents)
        # An antenne of SP/CCM that is named like it is marked itself.
        found.append(Agency(pk, parent, is_spccm=parent.is_spccm and rng.random() < 0.5))
    return found


def _person(rng, pk, world):
    roles = tuple(_role(rng, world) for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3])))
    return Person(pk, rng.random() < 0.9, roles)


def _role(rng, world):
    today, name = world.today, rng.choice(ROLES)
    places = {"secretary": world.groups, "partner": world.agencies}.get(name)
    long_ago, far_off = today - 400 * DAY, today + 400 * DAY
    since, until = rng.choice(
        [
            *[(long_ago, None)] * 6,
            (long_ago, far_off),
            (today, None),
            (today, today),
            (long_ago, today),
            (long_ago, today - DAY),
            (today + DAY, None),
            (today + DAY, far_off),
        ]
    )
    return Role(name, rng.choice(places).pk if places else None, since, until)


def _saves(rng, world, fewest=0, aside_only=False):
    return tuple(
        Save(rng.choice(world.persons).pk, not aside_only and rng.random() < 0.8)
        for _ in range(rng.randint(fewest, 3))
    )


def _meeting(rng, pk, world):
    state = rng.choice(STATES)
    versions = rng.randint(1, 2) if state == "published" else 0
    versions += rng.choice([0, 1, 2]) if state in ("draft", "submitted") else 0
    before = (*_saves(rng, world), Save(rng.choice(world.persons).pk, True)) if versions else ()
    # What arrives after a publication can but be set aside.
    since = _saves(rng, world, fewest=not versions, aside_only=state == "published")
    day = world.today + rng.choice([-300, -1, 0, 1]) * DAY
    announced = state == "planned" or rng.random() < 0.5
    group = rng.choice(world.groups).pk
    until = rng.choice([None, day - DAY, day, day + DAY])
    return Meeting(pk, group, state, versions, before, since, day, announced, until)


STATUSES = ("todo", "doing", "waiting", "permanent", "declared", "done", "not_done", "cancelled")


def _action(rng, pk, world):
    named = tuple(rng.choice([None, *world.agencies]) for _ in range(rng.randint(0, 3)))
    may_follow = [agency for agency in world.agencies if not agency.is_collective]
    charged = tuple(rng.sample(may_follow, rng.choice([0, 0, 0, 1, 2])))
    return Action(pk, rng.choice(world.meetings), rng.choice(STATUSES), named, charged)


def _project(rng, pk, world):
    reader, giver = rng.choice(world.persons), rng.choice(world.persons)
    over = (rng.random() < 0.2, rng.random() < 0.2)
    handed_in = [each for each in world.meetings if each.state == "submitted"]
    given = handed_in if handed_in and rng.random() < 0.8 else world.meetings
    return Project(pk, rng.choice(given), reader.pk, giver, *over)


def _file(rng, pk, world):
    meeting = rng.choice(world.meetings)
    was_shared = meeting.versions > 0 and rng.random() < 0.5
    return File(pk, meeting, rng.random() < 0.5, was_shared)
