"""The groups of the board by region: 71 of them stay readable."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gtm.models import WorkingGroup
from tests.factories import make_action, make_group, make_meeting, make_territory

pytestmark = pytest.mark.django_db
BOARD = "/tableau-de-bord/"
LATE = {"due_on": date(2022, 6, 1)}
SUMMED = ("held", "expected", "planned", "missing", "open", "late", "put_off", "closed", "on_time")


@pytest.fixture(autouse=True)
def _mid_june(freeze):
    freeze(datetime(2022, 6, 15, 12, tzinfo=UTC))


@pytest.fixture
def country(secretary):
    """The central group, eight regions and 63 departments of which every third has nothing said."""
    niger = make_territory("Niger", "country")
    make_group("GTM", niger, level="central")
    for place in range(8):
        region = make_territory(f"Région {place}", parent=niger)
        make_group(f"GTM/Région {place}", region)
        for number in range(place, 63, 8):
            make_department(region, number)
    quiet = [f"GTM/Département {number}" for number in range(0, 63, 3)]
    WorkingGroup.objects.filter(name__in=quiet).update(created_on=date(2022, 6, 1))


def make_department(region, number):
    below = make_territory(f"Département {number}", "department", parent=region)
    return make_group(f"GTM/Département {number}", below, level="departmental")


def board_of(client):
    return client.get(BOARD).context["board"]


def test_each_region_sums_what_stands_below_it_folded_or_not(
    country, secretary, reviewer, agency, client_of
):
    for name in ("GTM/Département 0", "GTM/Département 1", "GTM/Région 1"):
        own = WorkingGroup.objects.get(name=name)
        make_action(own, secretary, agency, on=date(2022, 5, 1), **LATE)
        make_meeting(own, secretary, on=date(2022, 6, 1))
    board = board_of(client_of(reviewer))
    assert len(board.groups) == 73  # with the group of the secretary, a region of its own
    for name in SUMMED:
        of_sections = sum(section.totals[name] for section in board.sections)
        of_lines = sum(getattr(line, name) for line in board.groups)
        assert (name, of_sections) == (name, of_lines)
    assert [(section.totals["late"], section.count) for section in board.sections[1:4]] == [
        (1, 9), (2, 9), (0, 9),
    ]  # fmt: skip
    shown = [line for section in board.sections for line in (*section.lines, *section.quiet)]
    assert sorted(line.group.pk for line in shown) == sorted(line.group.pk for line in board.groups)


def test_the_central_level_comes_first_and_what_is_quiet_is_folded(country, reviewer, client_of):
    response = client_of(reviewer).get(BOARD)
    board = response.context["board"]
    assert [line.group.name for line in board.sections[0].lines] == ["GTM"]
    names = [section.region and section.region.name for section in board.sections]
    assert names == [None, *(f"Région {place}" for place in range(8)), None]
    quiet = {line.group.name for section in board.sections for line in section.quiet}
    assert quiet == {f"GTM/Département {number}" for number in range(0, 63, 3)}
    folds = re.findall(r"<summary>(\d+ groupes? [^<]*)<", response.content.decode())
    assert (
        folds[0] == "3 groupes dans le rythme, rien ne manque ni n’est en retard, dont 3 nouveaux"
    )
    assert len(folds) == 8


def test_a_few_groups_of_regions_of_their_own_stay_one_table(
    group, other_group, reviewer, client_of
):
    page = client_of(reviewer).get(BOARD)
    (section,) = page.context["board"].sections
    assert (section.lines, section.quiet) == (page.context["board"].groups, [])
    assert "groups-fixed" not in page.content.decode()


def test_a_structure_sees_folded_what_has_nothing_late(
    group, secretary, partner, agency, client_of
):
    below = make_department(group.territory, 1)
    make_action(group, secretary, agency, on=date(2022, 5, 1), **LATE)
    make_action(below, secretary, agency, on=date(2022, 5, 1), due_on=date(2022, 12, 31))
    make_meeting(below, secretary, state="planned", on=date(2022, 6, 1))  # missing, for others
    (section,) = board_of(client_of(partner)).sections
    assert [line.group.name for line in section.lines] == ["GTM/Zinder"]
    assert section.folded == "1 groupe sans retard"


def test_seventy_groups_cost_the_queries_of_two(group, other_group, reviewer, client_of):
    client = client_of(reviewer)
    client.get(BOARD)
    with CaptureQueriesContext(connection) as few:
        client.get(BOARD)
    for number in range(70):
        make_department(group.territory, number)
    with CaptureQueriesContext(connection) as many:
        client.get(BOARD)
    assert len(many) == len(few)
