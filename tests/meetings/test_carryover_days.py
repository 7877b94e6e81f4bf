"""What is carried over on one day and another, and what its correction keeps of it."""

from datetime import UTC, date, datetime

import pytest

from actions.follow_up import Said
from actions.models import ActionItem
from meetings.models import Meeting
from meetings.text import document as doc
from meetings.writing import carryover
from tests.factories import make_document, make_meeting, publish, with_actions

pytestmark = pytest.mark.django_db
JANUARY = date(2022, 1, 20)


def decided(group, author, reviewer, *actions):
    """The ids of what published minutes of November decided."""
    document, uids = with_actions(make_document(), *actions)
    publish(make_meeting(group, author, document=document), reviewer)
    return uids


def tree(meeting):
    return doc.tree(carryover.completed_text(Meeting.objects.get(pk=meeting.pk)))


def write(meeting, **texts):
    Meeting.objects.filter(pk=meeting.pk).update(document=meeting.document | texts)


def test_a_carried_action_is_as_late_as_on_the_day_whatever_became_of_it_since(
    group, secretary, reviewer
):
    actions = [{"text": text, "deadline": "31/12/2021"} for text in ("déclaré", "clos")]
    decided(group, secretary, reviewer, *actions)
    declared, closed = ActionItem.objects.order_by("position")
    declared.declare_done(Said(secretary, datetime(2022, 2, 10, 12, tzinfo=UTC)))
    closed.close(Said(reviewer, datetime(2022, 2, 10, 12, tzinfo=UTC)))
    late = []
    for day in (JANUARY, date(2022, 2, 9), date(2022, 2, 10)):
        rows = tree(make_meeting(group, secretary, state="planned", on=day))["followups"]
        late.append({row["text"]: row["days_late"] for row in rows})
    assert late == [
        {"déclaré": "20", "clos": "20"},
        {"déclaré": "40", "clos": "40"},
        {"déclaré": "", "clos": ""},
    ]


def test_a_correction_has_its_own_words_and_the_minutes_that_the_version_adopted(
    group, secretary, reviewer
):
    (uid,) = decided(group, secretary, reviewer, {"text": "décidé"})
    later, said = make_meeting(group, secretary, on=JANUARY), doc.key_of("followups", uid, "said")
    write(later, followups=[uid], **{said: "avant"})
    publish(later, reviewer)
    write(Meeting.objects.get(pk=later.pk), **{said: "après"})
    rows = tree(later)
    assert [(row["text"], row["said"]) for row in rows["followups"]] == [("décidé", "après")]
    assert [row["meeting_date"] for row in rows["adoptions"]] == ["30/11/2021"]


def test_an_action_closed_long_before_stays_where_something_is_typed_about_it(
    group, secretary, reviewer
):
    kept, _ = decided(group, secretary, reviewer, {"text": "dit"}, {"text": "tu"})
    ActionItem.objects.update(status="done", closed_on=date(2021, 12, 15))
    make_meeting(group, secretary, on=JANUARY)
    later = make_meeting(group, secretary, on=date(2022, 3, 15))
    write(later, followups=[kept], **{doc.key_of("followups", kept, "said"): "revu"})
    rows = [(row["text"], row["said"], row["closed"]) for row in tree(later)["followups"]]
    assert rows == [("dit", "revu", "Réalisé le 15\u00a0décembre\u00a02021")]
