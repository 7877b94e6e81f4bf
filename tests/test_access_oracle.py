"""Rights decided twice: by the law said again (`tests/access/oracle.py`), by the application.

`bench/decisions` compares as many as one likes.
"""

import random
from datetime import date

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access import covered, table
from tests.access.addresses import every_name
from tests.access.deciding import ASKED, Tally, compare
from tests.access.oracle import RULES, Standing
from tests.access.planting import plant
from tests.access.worlds import (
    Action,
    Agency,
    Convened,
    File,
    Group,
    Meeting,
    Person,
    Project,
    Proposal,
    Role,
    Save,
    imagine,
)

REFUSED = {"in", "403", "404", "410"}
TODAY = date(2022, 1, 1)
OIM, GROUP, OTHER_GROUP = Agency(1), Group(1), Group(2)


def decide(world, tally, clock):
    """Compare in a world that is gone afterwards."""
    with transaction.atomic(), clock.context() as stopped:
        stopped.setattr(timezone, "now", lambda: world.now)
        plant(world)
        compare(world, tally)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_large_worlds_are_decided_as_the_law_says(monkeypatch):
    tally = Tally()
    for seed in range(10):
        decide(imagine(random.Random(seed), 8), tally, monkeypatch)
    assert tally.faults == []
    assert (tally.total > 150_000, tally.one_sided) == (True, [])


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(rng=st.randoms(use_true_random=False))
def test_small_worlds_are_decided_as_the_law_says(rng):
    tally = Tally()
    with pytest.MonkeyPatch.context() as clock:
        decide(imagine(rng, 1), tally, clock)
    assert tally.faults == []


def test_each_verb_is_asked_of_the_application_and_of_the_law():
    assert {kind: set(verbs) for kind, verbs in ASKED.items()} == {
        kind: set(verbs) for kind, verbs in RULES.items()
    }


def test_each_table_has_a_rule_or_says_why_it_has_none():
    models = [
        model._meta.label
        for app in ("gtm", "actions", "meetings")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    assert sorted(models) == sorted([*covered.MODELS, *covered.WITHOUT_RULE])


def test_each_address_has_a_verb_or_says_why_it_is_open():
    names = [name for name in every_name() if not name.startswith(covered.SIGN_IN)]
    assert sorted(names) == sorted([*covered.ADDRESSES, *covered.LISTS, *covered.OPEN])


def named_verbs():
    for verbs in (*covered.ADDRESSES.values(), *covered.MODELS.values(), *covered.LISTS.values()):
        for words in verbs.values() if isinstance(verbs, dict) else verbs.split(", "):
            yield words.split(" ", 1)


def test_what_stands_behind_addresses_and_tables_are_verbs():
    assert [f"{kind} {verb}" for kind, verb in named_verbs() if verb not in RULES[kind]] == []


def standings():
    """The persons of `table.txt`, as they are described at its head."""
    long_ago, over, to_come = date(2020, 1, 1), date(2020, 12, 31), date(2090, 1, 1)
    held = {
        "disabled": [("secretary", 1), ("reviewer", None)],
        "partner": [("partner", OIM.pk)],
        "other_partner": [("partner", 2)],
        "secretary": [("secretary", 1)],
        "other_secretary": [("secretary", 2)],
        "both": [("secretary", 1), ("reviewer", None)],
    } | {name: [(name, None)] for name in ("deputy", "reviewer", "administrator")}
    roles = {
        name: tuple(Role(*each, long_ago, None) for each in held.get(name, ()))
        for name in table.PERSONS
    }
    roles["former"] = (Role("secretary", 1, long_ago, over),)
    roles["future"] = (Role("secretary", 1, to_come, None),)
    persons = {name: Person(name, name != "disabled", roles[name]) for name in roles}
    return {name: Standing(person, TODAY) for name, person in persons.items()}


def subjects(state):
    """{kind: what `table.txt` asks about}, while its meeting is in a state of the table."""
    plain = {"returned": "draft", "corrected": "draft", "resubmitted": "submitted"}
    plain |= {"twice": "published", "-": "draft"}
    versions = {"published": 1, "corrected": 1, "resubmitted": 1, "twice": 2}.get(state, 0)
    saves = (Save("secretary", True), Save("both", True))
    at = {"day": date(2091, 11, 30), "was_announced": True} if state == "planned" else {}
    until = date(2091, 11, 20)
    meeting = Meeting(
        "m", 1, plain.get(state, state), versions, (), saves, proposals_until=until, **at
    )
    out = Meeting("earlier", 1, "published", 1, saves, ())
    giver = Person("secretary", True, ())
    return {
        "meeting": meeting,
        "file": File("f", meeting, False, False),
        "convened": Convened(1, meeting, OIM),
        "proposal": Proposal(1, 1, OIM, None),
        "project": Project(1, meeting, "partner", giver, meeting.state != "submitted", False),
        "action": Action(1, out, "todo", (OIM,), ()),
        "common action": Action(2, out, "todo", (Agency(3, is_collective=True),), ()),
        "group": GROUP,
        "structure": OIM,
        "territory": None,
        "account": Person("colleague", True, ()),
        "alone": None,
    }


def verb_of(row):
    verbs = covered.ADDRESSES.get(row.asked.partition("?")[0], {})
    words = verbs if isinstance(verbs, str) else verbs.get(row.method, "")
    return words.split(" ", 1) if words else None


def test_what_each_address_answers_follows_from_its_verb():
    persons, faults, narrower, cells = standings(), [], set(), 0
    for row in table.rows():
        if verb_of(row) is None or "405" in row.answers.values():
            continue
        kind, verb = verb_of(row)
        address, offered = row.asked.partition("?")[0], "common " if verb == "offer" else ""
        subject = subjects(row.state)[offered + kind]
        for name, answer in row.answers.items():
            may, is_let_in = bool(RULES[kind][verb](persons[name], subject)), answer not in REFUSED
            cells += 1
            if may and not is_let_in and address in covered.NARROWER:
                narrower.add(address)
            elif may != is_let_in:
                faults.append(f"{row.method} {row.asked} {row.state} {name}: {answer}, law {may}")
    assert (faults, narrower, cells > 5_000) == ([], set(covered.NARROWER), True)


def test_what_is_open_asks_for_a_sign_in_where_it_says_so():
    asks = {name for name, why in covered.OPEN.items() if why.startswith("open to who has signed")}
    for row in table.rows():
        name = row.asked.partition("?")[0]
        if (name in covered.OPEN or name in covered.LISTS) and "405" not in row.answers.values():
            wanted = name in asks or name in covered.LISTS
            assert (name, row.answers["anonymous"] == "in") == (name, wanted)
