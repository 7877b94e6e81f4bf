import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from meetings.life import verbs
from meetings.models import Meeting, Operation, Presence, Publication, Revision
from meetings.writing import store, thinning
from tests.factories import make_meeting, make_user, publish

pytestmark = pytest.mark.django_db
DAY = datetime(2022, 1, 3, 10, tzinfo=UTC)


def typed(meeting, author, *places, by_timer=True, base=None):
    for place in places:
        version = Meeting.objects.get(pk=meeting.pk).version if base is None else base
        text = meeting.document | {"place": place}
        store.save(meeting, author, text, version, uuid.uuid4(), by_timer=by_timer)


def versions(meeting):
    return list(meeting.revisions.order_by("pk").values_list("version", flat=True))


@pytest.fixture
def meeting(group, secretary, reviewer):
    meeting = make_meeting(group, secretary)
    typed(meeting, secretary, "A", "B")
    typed(meeting, secretary, "C", by_timer=False)
    typed(meeting, secretary, "D", "E", "F")
    typed(meeting, secretary, "mis de côté", base=4)
    publish(meeting, reviewer)
    Revision.objects.update(at=DAY)
    return meeting


def test_after_90_days_the_timer_s_saves_are_thinned_and_the_others_stay(meeting, capsys):
    call_command("tidy")
    assert versions(meeting) == [1, 2, 3, 4, 5, 6, 7, None]
    Publication.objects.update(published_at=timezone.now() - timedelta(days=91))
    for _ in range(2):
        call_command("tidy")
        # 1 and 4 were asked for (4 is also where the parked text started), 7 is the last.
        assert versions(meeting) == [1, 4, 7, None]
    bases = meeting.revisions.exclude(version=None).order_by("version")
    assert list(bases.values_list("base_version", flat=True)) == [0, 1, 4]


def test_a_draft_keeps_every_save(group, secretary):
    meeting = make_meeting(group, secretary)
    typed(meeting, secretary, "A", "B")
    Revision.objects.update(at=DAY)
    call_command("tidy")
    assert versions(meeting) == [1, 2, 3]


def test_answers_to_saves_are_forgotten_after_90_days(meeting):
    first = Operation.objects.order_by("pk").first()
    Operation.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=91))
    others = Operation.objects.count() - 1
    call_command("tidy")
    assert (Operation.objects.filter(pk=first.pk).exists(), Operation.objects.count()) == (
        False,
        others,
    )


def long_ago(*meetings):
    Publication.objects.filter(meeting__in=meetings).update(
        published_at=timezone.now() - timedelta(days=91)
    )


def test_where_a_parked_text_started_is_kept_also_when_the_timer_saved_it(
    group, secretary, reviewer
):
    meeting = make_meeting(group, secretary)
    typed(meeting, secretary, "A", "B", "C")
    typed(meeting, secretary, "mis de côté", base=2)
    publish(meeting, reviewer)
    Revision.objects.update(at=DAY)
    long_ago(meeting)
    call_command("tidy")
    assert versions(meeting) == [1, 2, 4, None]


def test_a_day_is_one_of_niamey(group, secretary, reviewer):
    meeting = make_meeting(group, secretary)
    typed(meeting, secretary, "A", "B", "C", "D")
    publish(meeting, reviewer)
    evening = datetime(2022, 1, 3, 22, 30, tzinfo=UTC)  # half an hour before midnight there
    for minutes, revision in enumerate(Revision.objects.order_by("pk")):
        Revision.objects.filter(pk=revision.pk).update(at=evening + timedelta(minutes=10 * minutes))
    long_ago(meeting)
    call_command("tidy")
    assert versions(meeting) == [
        1,
        3,
        5,
    ]  # 22.30, 22.40 and 22.50; 23.00 and 23.10 are the next day


@pytest.mark.parametrize("count", [1, 3])
def test_a_night_with_nothing_left_to_thin_asks_once(
    count, group, secretary, reviewer, django_assert_num_queries
):
    for day in range(count):
        meeting = make_meeting(group, secretary, on=date(2021, 11, 1 + day))
        typed(meeting, secretary, "A", "B")
        publish(meeting, reviewer)
    Revision.objects.update(at=DAY)
    long_ago(*Meeting.objects.all())
    now = timezone.now()
    assert thinning.thin(now) == count
    with django_assert_num_queries(1):
        assert thinning.thin(now) == 0


def test_the_last_save_of_each_person_in_each_meeting_stays(group, secretary, reviewer):
    colleague = make_user("Issa")
    meetings = [make_meeting(group, secretary, on=date(2021, 11, day)) for day in (1, 2)]
    for meeting in meetings:
        typed(meeting, secretary, "A")
    typed(meetings[1], colleague, "B", "C")
    typed(meetings[1], secretary, "D", by_timer=False)
    for meeting in meetings:
        publish(meeting, reviewer)
    Revision.objects.update(at=DAY)
    long_ago(*meetings)
    call_command("tidy")
    assert [versions(meeting) for meeting in meetings] == [[1, 2], [1, 4, 5]]


def test_every_save_stays_while_a_text_is_corrected(group, secretary, reviewer):
    meeting = make_meeting(group, secretary)
    typed(meeting, secretary, "A", "B")
    publish(meeting, reviewer)
    Revision.objects.update(at=DAY)
    long_ago(meeting)
    verbs.correct(Meeting.objects.get(pk=meeting.pk), secretary, "Une coquille")
    call_command("tidy")
    assert versions(meeting) == [1, 2, 3]


def test_what_is_just_as_old_as_is_kept_stays(meeting, secretary, reviewer):
    now = timezone.now()
    limit, day = now - thinning.KEPT, now - timedelta(days=1)
    for user, seen_at in ((secretary, day), (reviewer, day - timedelta(seconds=1))):
        Presence.objects.create(meeting=meeting, user=user, seen_at=seen_at)
    Operation.objects.update(at=limit)
    Publication.objects.update(published_at=limit)
    assert (thinning.forget(now), thinning.thin(now)) == (0, 0)
    assert [each.user for each in Presence.objects.all()] == [secretary]
