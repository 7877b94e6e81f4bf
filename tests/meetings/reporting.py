"""A quarter with something to count, and its report."""

from datetime import UTC, date, datetime

from meetings.models import Report
from meetings.report import signing
from tests.factories import (
    make_action,
    make_agency,
    make_document,
    make_meeting,
    publish,
    with_rows,
)

THEN = datetime(2021, 12, 20, 9, tzinfo=UTC)  # the quarter lasts
AFTER = datetime(2022, 1, 5, 9, tzinfo=UTC)  # it is over


def a_quarter(group, secretary, reviewer):
    """Written down at `THEN`: two meetings held in November and December, one of them published
    with a strength; two late actions decided in October, one led by a collective.
    """
    document = make_document(date="30/11/2021")
    point = document["points"][0]
    document, _ = with_rows(document, f"points/{point}/strengths", {"text": "Bonne entente"})
    publish(make_meeting(group, secretary, document=document), reviewer)
    make_meeting(group, secretary, on=date(2021, 12, 15))
    oim, state = make_agency("OIM"), make_agency("État", is_collective=True)
    due = {"due_on": date(2021, 12, 1), "deadline_wording": "01/12/2021"}
    late = make_action(group, secretary, oim, on=date(2021, 10, 5), text="Action en retard", **due)
    make_action(group, secretary, state, on=date(2021, 10, 6), text="Action de l’État", **due)
    return late


def signed(report, by, now=AFTER, changes=""):
    """The version that who read the text as it is now signs."""
    report = Report.objects.get(pk=report.pk)
    return signing.sign(report, by, now, report.version, changes)


def rows_of(tables, key):
    """{first cell: the others} of a table."""
    table = next(each for each in tables if each.key == key)
    return {row[0]: row[1:] for row in table.rows}
