"""Silence once more, in plain Python: what the columns of an action must say, by its updates."""

from datetime import timedelta
from zoneinfo import ZoneInfo

NIAMEY = ZoneInfo("Africa/Niamey")
NEWS = {"report", "declared", "closed", "refused", "reopened", "rescheduled", "cancelled"}


def day_of(update):
    return update.at.astimezone(NIAMEY).date()


def silence_of(action):
    """{column: value}, counted row by row."""
    silent_since, times = action.decided_on, []
    if action.entered_on - action.decided_on > timedelta(days=90):
        silent_since = action.entered_on
    last_news_at = None
    for update in sorted(action.updates.all(), key=lambda each: (each.at, each.pk)):
        if update.kind in NEWS:
            last_news_at, times = update.at, []
            silent_since = max(silent_since, day_of(update))
        elif update.kind == "chased" and day_of(update) not in times:
            times.append(day_of(update))
    return {
        "last_news_at": last_news_at,
        "silent_since": silent_since,
        "chased_count": len(times),
        "chased_on": times[-1] if times else None,
    }


def noted_of(action):
    """The same, as its row has it."""
    action.refresh_from_db()
    names = ("last_news_at", "silent_since", "chased_count", "chased_on")
    return {name: getattr(action, name) for name in names}
