"""What was known of meetings and actions, made up at random, and replayed in plain Python."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from actions.known import KnownAction
from actions.models import ActionItem
from gtm.models import FOREVER
from meetings.board import figures
from meetings.models import AgendaPoint, KnownMeeting, Meeting, Publication

TODAY = date(2022, 6, 15)
PERIOD = figures.last_months(12, TODAY)
PAST = figures.Period(date(2021, 1, 1), date(2021, 12, 31))
NIAMEY = ZoneInfo("Africa/Niamey")
NOW = datetime.combine(TODAY, time(12), NIAMEY)
DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
# Where the bounds are, days fall more often.
NEAR = st.sampled_from(
    [
        TODAY + timedelta(days=shift)
        for shift in (-366, -365, -91, -90, -30, -29, -15, -14, -1, 0, 1, 365, 366)
    ]
)
DAY = st.one_of(NEAR, DAYS)
generated = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def fresh():
    for model in (Publication, KnownMeeting, Meeting):
        model.objects.all().delete()


def as_of(period=PERIOD):
    return figures.as_of(Meeting.everywhere.all(), ActionItem.objects.all(), period, NOW)


# When something became known: round the midnights at which months end, and NOW.
ENDS = [date(2021, 6, 30), date(2021, 7, 31), date(2021, 12, 31), date(2022, 5, 31), TODAY]
AT_NIGHT = [datetime.combine(day, time(23, 59, 59), NIAMEY) for day in ENDS]
FIRST, LAST = datetime(2020, 6, 1), datetime(2022, 12, 1)  # noqa: DTZ001 - of Niamey
INSTANTS = st.sampled_from(
    [NOW, *AT_NIGHT, *(at + timedelta(seconds=1) for at in AT_NIGHT)]
) | st.datetimes(
    FIRST, LAST, timezones=st.just(NIAMEY)
)  # fmt: skip


@st.composite
def histories(draw, states):
    """[(instant, state)], the earliest first: what was known of one row, and since when."""
    instants = draw(st.lists(INSTANTS, min_size=1, max_size=4, unique=True))
    return [(at, draw(states)) for at in sorted(instants)]


def known(history, instant):
    """The state known at an instant, or None: the last one by then."""
    return next((state for at, state in reversed(history) if at <= instant), None)


def write(model, subject, history):
    """The rows of a history, as they follow each other."""
    former, ends = None, [at for at, _ in history[1:]]
    model.objects.filter(subject=subject).delete()
    for (at, state), until in zip(history, [*ends, FOREVER], strict=True):
        row = model(subject=subject, known_at=at, until=until, **state)
        row.follow(former, at)
        row.save()
        former = row


def end_of(day):
    return min(NOW, datetime.combine(day, time.max, NIAMEY))


def make_meetings(rows, groups, author):
    return Meeting.objects.bulk_create(
        Meeting(
            group=groups[place],
            date=day,
            state=state,
            published_version=1 if state == "published" else 0,
            not_held_reason="pluie",
            created_by=author,
        )
        for place, day, state in rows
    )


COLUMNS = ("due_on", "status", "declared_on", "closed_on")


def make_actions(rows, groups, author):
    """Actions of one published meeting per group; `rows` are histories with a `group`."""
    points = []
    for group in groups:
        (meeting,) = make_meetings([(0, date(2021, 11, 30), "published")], [group], author)
        points.append(AgendaPoint.objects.create(uid=meeting.pk, meeting=meeting, position=0))
    actions = []
    for row in rows:
        last = row["history"][-1][1]
        action = ActionItem(
            agenda_point=points[row["group"]],
            group=groups[row["group"]],
            decided_on=date(2021, 11, 30),
            deadline_from=date(2021, 11, 30),
            entered_on=date(2021, 11, 30),
            silent_since=date(2021, 11, 30),
            position=0,
            text="x",
            deadline_precision="day" if last["due_on"] else "none",
            **{name: last[name] for name in (*COLUMNS, "rescheduled_count")},
        )
        actions.append(action)
    actions = ActionItem.objects.bulk_create(actions)
    for action, row in zip(actions, rows, strict=True):
        group = {"group": groups[row["group"]]}
        write(KnownAction, action, [(at, state | group) for at, state in row["history"]])
    return actions


@st.composite
def a_state(draw):
    """What the verbs can make of an action: dates that fit its status."""
    status = draw(st.sampled_from(ActionItem.Status.values))
    declared = draw(DAY) if status in ("declared", "done") else None
    closed = draw(DAY) if status in ("done", "not_done", "cancelled") else None
    return {
        "status": status,
        "due_on": draw(st.none() | DAY),
        "declared_on": declared and min(declared, closed or TODAY, TODAY),
        "closed_on": closed and min(closed, TODAY),
        "rescheduled_count": draw(st.integers(0, 3)),
    }


@st.composite
def an_action(draw, states=a_state()):  # noqa: B008 - a strategy
    return {"group": draw(st.integers(0, 1)), "history": draw(histories(states))}


def state_at(row, instant):
    return known(row["history"], instant)


def late_at(row, instant):
    """Late at an instant, by what was known then: running, and due before that day."""
    state = state_at(row, instant)
    day = instant.astimezone(NIAMEY).date()
    is_running = state and state["status"] in ("todo", "doing", "waiting", "permanent")
    return bool(is_running and state["due_on"] and state["due_on"] < day)


def is_closed(state):
    return bool(state and state["status"] in ActionItem.CLOSED)


def closed_between(row, first, until):
    """Known closed at `until`, and since when without a break: after the day `first` began."""
    seen = [(when, state) for when, state in row["history"] if when <= until]
    since = None
    for when, state in seen:
        since = (since or when) if is_closed(state) else None
    return bool(since and since >= datetime.combine(first, time.min, NIAMEY))


def put_off_between(row, first, until):
    """How often its count of « reconduites » was seen to grow."""
    start, count, before = datetime.combine(first, time.min, NIAMEY), 0, None
    for when, state in row["history"]:
        grows = before is not None and state["rescheduled_count"] > before
        count += grows and start <= when <= until
        before = state["rescheduled_count"]
    return count


MEETING = st.fixed_dictionaries(
    {
        "date": DAY,
        "state": st.sampled_from(Meeting.State.values),
        "published_version": st.integers(0, 2),
        "removed_at": st.none() | st.just(NOW - timedelta(days=300)),
    }
)


def registered(row):
    """What the register says of it today, whenever that became known."""
    return row["history"][-1][1]


def is_late(row, day):
    state = registered(row)
    is_running = state["status"] in ("todo", "doing", "waiting", "permanent")
    return bool(is_running and state["due_on"] and state["due_on"] < day)


def known_today():
    """Actions of which nothing else was ever known than what the register says."""
    return an_action().map(lambda row: row | {"history": [(AT_NIGHT[0], registered(row))]})
