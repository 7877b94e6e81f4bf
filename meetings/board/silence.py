"""Of the open actions, how many have news within the days in which they are owed.

By region, by the structure that leads, and at the end of each month as the updates tell it. Each is
checked against the same figure counted row by row, in its tests.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from actions.follow_up import CLOSED, ActionUpdate
from actions.parts import NO_LEAD, count_by_lead
from actions.silence import LONG_AFTER, Owed
from gtm.models import Agency
from meetings.board.figures import next_month

SHOWN = 12  # structures
REPLAYED = 20_000  # actions whose past is told over, for the months


@dataclass(frozen=True)
class Share:
    """`key`: what the list behind it is filtered by; "" where there is none."""

    label: str
    key: str
    open: int
    silent: int

    @property
    def heard(self):
        return self.open - self.silent

    @property
    def percent(self):
        """None of nothing."""
        return int(100 * self.heard / self.open + 0.5) if self.open else None


@dataclass(frozen=True)
class Month:
    month: date
    share: Share


def figures(groups, actions, period, today, no_lead=NO_LEAD):
    """What the board shows of silence, as a context; `no_lead` names what nobody leads."""
    owed = Owed.now()
    counts = {
        row["group"]: (row["open"], row["silent"])
        for row in actions.open()
        .order_by()
        .values("group")
        .annotate(open=Count("pk"), silent=Count("pk", filter=owed.overdue(today)))
    }
    whole = Share("", "", *map(sum, zip(*counts.values(), strict=True))) if counts else None
    return {
        "news_share": whole,
        "news_regions": by_region(groups, counts),
        "news_structures": by_structure(actions, owed, today, no_lead),
        "news_months": by_month(actions, owed, period, today),
        "news_days": owed.country,
        "news_on": today,
    }


def by_region(groups, counts):
    """`counts`: {group: (open, silent)}."""
    found = defaultdict(lambda: [0, 0])
    for group in groups:
        for place, number in enumerate(counts.get(group.pk, (0, 0))):
            found[group.region][place] += number
    shares = [
        Share(region.region_name, str(region.pk), *each)
        for region, each in found.items()
        if each[0]
    ]
    return sorted(shares, key=lambda share: share.label)


def by_structure(actions, owed, today, no_lead):
    """Those that lead most open actions, an antenne within its structure; what nobody leads last.

    The others are one line, so that the lines sum up to the whole.
    """
    opened = count_by_lead(actions.open())
    silent = count_by_lead(actions.filter(owed.overdue(today)))
    nobody = opened.pop(None, 0)
    ranked = sorted(opened, key=lambda pk: (-opened[pk], pk))
    shown, others = ranked[:SHOWN], ranked[SHOWN:]
    known = Agency.objects.select_related("territory").in_bulk(shown)
    shares = [Share(known[pk].label, f"{pk}&part=chef", opened[pk], silent[pk]) for pk in shown]
    if others:
        sums = (sum(counts[pk] for pk in others) for counts in (opened, silent))
        shares.append(Share("Autres structures", "", *sums))
    if nobody:
        shares.append(Share(no_lead, "aucune", nobody, silent[None]))
    return shares


def by_month(actions, owed, period, today):
    """[`Month`] at the end of each month of a period, as the updates up to then tell it.

    None where more actions than `REPLAYED` would have to be told over.
    """
    days = [min(next_month(month) - timedelta(days=1), today) for month in period.months]
    kept = actions.filter(Q(is_open=True) | Q(closed_on__gt=days[0]), entered_on__lte=days[-1])
    columns = ("pk", "lead", "group", "decided_on", "entered_on")
    rows = list(kept.order_by().values_list(*columns)[: REPLAYED + 1])
    if len(rows) > REPLAYED:
        return None
    told = defaultdict(list)
    updates = ActionUpdate.objects.filter(action__in=kept.order_by().values("pk"))
    said = updates.order_by("at", "pk").values_list("action", "at", "kind", "status")
    for pk, at, kind, status in said.iterator(chunk_size=5000):
        told[pk].append((timezone.localtime(at).date(), kind, status))
    opened, silent = Counter(), Counter()
    for pk, lead, group, decided_on, entered_on in rows:
        within = owed.agencies.get(lead) or owed.groups.get(group) or owed.country
        for day, since in _silent_on(days, decided_on, entered_on, told[pk]):
            opened[day] += 1
            silent[day] += (day - since).days > within
    return [
        Month(month, Share("", "", opened[day], silent[day]))
        for month, day in zip(period.months, days, strict=True)
    ]


def _silent_on(days, decided_on, entered_on, told):
    """(day, since when it was silent) of those `days` on which it was known and open."""
    since = entered_on if entered_on - decided_on > LONG_AFTER else decided_on
    is_closed, place = False, 0
    for day in days:
        while place < len(told) and told[place][0] <= day:
            said_on, kind, status = told[place]
            since = max(since, said_on) if kind in ActionUpdate.NEWS else since
            is_closed = is_closed if kind == ActionUpdate.Kind.CHASED else status in CLOSED
            place += 1
        if entered_on <= day and not is_closed:
            yield day, since
