"""« Par structure chef de file »: one definition, and every total equals the sum of its lines."""

from collections import Counter

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from actions.models import ActionItem
from actions.parts import BY_LEAD, NO_LEAD
from actions.reviewing import report
from actions.reviewing.filters import Review
from gtm.models import Agency
from meetings.board import boards
from tests.factories import make_action, make_agency
from tests.meetings.histories import (
    TODAY,
    as_of,
    fresh,
    generated,
    is_late,
    known_today,
    make_actions,
)
from tests.meetings.test_figures import author, groups

pytestmark = pytest.mark.django_db
__all__ = ["author", "groups"]  # fixtures
PARTS = st.lists(st.integers(0, 4), max_size=3)
LABELS = {0: "OIM", 1: "Évangile", 2: NO_LEAD, 3: "OIM", 4: NO_LEAD}


def structures(groups):
    """OIM, one with an accent, a collective, OIM's antenne, and a text that is no structure."""
    fresh()
    Agency.objects.filter(parent__isnull=False).delete()
    Agency.objects.all().delete()
    oim = make_agency("OIM")
    antenne = make_agency("OIM", parent=oim, territory=groups[0].territory)
    return [oim, make_agency("Évangile"), make_agency("État", is_collective=True), antenne, None]


def charge(action, agencies, named, charged, author):
    for position, place in enumerate(named):
        action.responsibles.create(
            position=position, kind="free", wording="x", agency=agencies[place]
        )
    for place in charged:
        action.follow_ups.create(
            agency=agencies[place], designated_by=author, designated_at="2022-01-01T00:00Z"
        )
    action.settle_lead()


def review(**query):
    address = QueryDict(mutable=True)
    address.update({name: str(value) for name, value in query.items()})
    return Review(address, ActionItem.objects.all(), TODAY)


@generated
@given(st.lists(st.tuples(known_today(), PARTS, PARTS), max_size=6))
def test_board_list_and_report_count_each_action_once_under_the_same_name(groups, author, rows):
    agencies, wanted = structures(groups), Counter()
    actions = make_actions([row for row, _, _ in rows], groups, author)
    for action, (row, named, charged) in zip(actions, rows, strict=True):
        charged = [place for place in dict.fromkeys(charged) if place not in (2, 4)]
        charge(action, agencies, named, charged, author)
        if is_late(row, TODAY):
            first = [*charged, *named[:1], 4][0]
            wanted[LABELS[first]] += 1
    bars = boards.agency_bars(as_of())
    assert {bar.label: bar.count for bar in bars} == dict(wanted)
    for bar in bars:
        key = str(bar.key).partition("&")[0]
        asked = review(structure=key, **({"part": "chef"} if key != "aucune" else {}))
        asked.count()
        assert asked.matching().count() == bar.count
        labels = dict(asked.form.fields["structure"].choices)
        assert labels[key] == f"{bar.label} ({bar.count})"
    told = report.report_of(review(par="structure").ordered(), TODAY, "", BY_LEAD)
    totals = {section.title: section.totals.count for section in told.sections}
    assert totals == dict(wanted)
    ranks = [title for title in ("Évangile", "OIM", NO_LEAD) if title in wanted]
    assert (list(totals), told.totals.count) == (ranks, wanted.total())


def test_structures_beyond_the_first_stand_in_one_line(group, secretary):
    for number in range(boards.AGENCIES_SHOWN + 2):
        make_action(group, secretary, make_agency(f"S{number}"), due_on=TODAY.replace(month=1))
    bars = boards.agency_bars(as_of())
    last = bars[-1]
    assert (last.label, last.count, last.key) == ("2 autres structures", 2, "")
    assert sum(bar.count for bar in bars) == ActionItem.objects.late(TODAY).count()


def test_the_screen_says_what_its_sections_count(client_of, group, secretary, reviewer, agency):
    make_action(group, secretary, agency, due_on=TODAY.replace(month=1))
    client = client_of(reviewer)
    pages = [client.get(path) for path in ("/actions/?par=structure", "/tableau-de-bord/")]
    assert [BY_LEAD in page.content.decode() for page in pages] == [True, True]
    assert BY_LEAD not in client.get("/actions/?par=region").content.decode()
