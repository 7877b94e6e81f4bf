"""What the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from gtm.models import Agency, Membership, WorkingGroup
from tests.factories import make_agency, make_group, make_membership, make_territory, make_user

pytestmark = pytest.mark.django_db


def refused(write):
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("role", ["secretary", "partner", "reviewer", "administrator"])
def test_a_role_runs_once_per_person_and_place(role, group, agency):
    user = make_user()
    place = {"secretary": {"group": group}, "partner": {"agency": agency}}.get(role, {})

    def give(**fields):
        return lambda: make_membership(user, role, **place, **fields)

    ended = date(2021, 1, 1)
    written = [give(), give(), give(since=date(2090, 1, 1)), give(until=ended), give(until=ended)]
    assert [refused(write) for write in written] == [False, True, True, False, False]


def test_one_person_writes_for_two_groups_and_two_persons_for_one(group, other_group):
    user = make_user()
    roles = [(user, group), (user, other_group), (make_user(), group)]
    assert [
        refused(lambda u=u, g=g: make_membership(u, "secretary", group=g)) for u, g in roles
    ] == [False] * 3


def test_an_antenne_has_a_place_and_is_neither_collective_nor_its_own(agency):
    place = make_territory()
    wrong = [
        {"territory": None},
        {"territory": place, "is_collective": True},
        {"territory": place, "pk": 4_000, "parent_id": 4_000},
        {"territory": place},
    ]
    told = [
        refused(lambda fields=fields: make_agency("X", **{"parent_id": agency.pk} | fields))
        for fields in wrong
    ]
    assert told == [True, True, True, False]


def test_of_a_body_one_group_is_active_in_a_territory():
    place = make_territory()
    groups = [("A", {}), ("B", {}), ("C", {"is_active": False}), ("D", {"body": "CCM"})]
    told = [refused(lambda n=n, f=f: make_group(n, place, **f)) for n, f in groups]
    assert told == [False, True, False, False]


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_the_constraints_are_mended(agency):
    """Doubles end or retire, false antennes stand alone: nothing is deleted."""
    executor = MigrationExecutor(connection)
    executor.migrate([("gtm", "0006_mail_not_before")])
    try:
        old = executor.loader.project_state([("gtm", "0006_mail_not_before")]).apps
        _write_what_was_possible(old, agency)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    roles = Membership.objects.order_by("since").values_list("since", "until")
    assert list(roles) == [(date(2020, 1, 1), None), (date(2021, 1, 1), date(2021, 1, 1))]
    groups = WorkingGroup.objects.order_by("name").values_list("name", "is_active")
    assert list(groups) == [("A", True), ("B", False)]
    free = Agency.objects.filter(parent=None).order_by("acronym")
    assert [each.acronym for each in free] == ["Ensemble", "Nulle part", "OIM", "Soi"]


def _write_what_was_possible(old, agency):
    user = old.get_model("gtm", "User").objects.create(email="a@example.org", name="Amina")
    place = make_territory()
    membership = old.get_model("gtm", "Membership").objects
    for since in (date(2021, 1, 1), date(2020, 1, 1)):
        membership.create(user_id=user.pk, role="reviewer", since=since)
    for name in ("A", "B"):
        old.get_model("gtm", "WorkingGroup").objects.create(
            name=name, slug=name, level="regional", territory_id=place.pk
        )
    antennes = old.get_model("gtm", "Agency").objects
    antennes.create(acronym="Nulle part", name="x", parent_id=agency.pk)
    antennes.create(
        acronym="Ensemble", name="x", parent_id=agency.pk, territory_id=place.pk, is_collective=True
    )
    own = antennes.create(acronym="Soi", name="x", territory_id=place.pk)
    antennes.filter(pk=own.pk).update(parent_id=own.pk)
    antennes.create(acronym="OIM Zinder", name="x", parent_id=agency.pk, territory_id=place.pk)
