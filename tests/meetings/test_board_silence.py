"""The share of open actions with news: equal to what is counted row by row, each with its list."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from actions.follow_up import Said
from actions.models import ActionItem
from gtm.models import WorkingGroup
from gtm.refusals import NotNow
from meetings.board import silence
from meetings.board.figures import Period
from tests.factories import make_action, make_agency
from tests.silent import NEWS, day_of

pytestmark = pytest.mark.django_db
TODAY = date(2022, 6, 15)
PERIOD = Period(date(2022, 1, 1), TODAY)
CLOSED = ("done", "not_done", "cancelled")


@pytest.fixture(params=range(4))
def history(request, group, other_group, secretary, agency):
    """Random news of actions of two groups, one of which owes them more often."""
    dice = Random(request.param)
    WorkingGroup.objects.filter(pk=other_group.pk).update(news_days=10)
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    everybody = make_agency("Partenaires", is_collective=True)
    leads = [agency, antenne, everybody, make_agency("HCR")]
    for _ in range(12):
        on = date(2021, 11, 1) + timedelta(days=dice.randrange(200))
        lead, own = dice.choice(leads), dice.choice([group, other_group])
        action = make_action(own, secretary, lead, on=on)
        days = sorted(dice.randrange(220) for _ in range(dice.randrange(5)))
        for shift in days:
            at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC) + timedelta(days=shift)
            if at.date() > TODAY:
                break
            step = dice.choice(["report", "close", "reopen", "note_chase"])
            try:
                getattr(action, step)(Said(secretary, at, sentence="Dit", reason="Motif"))
            except NotNow:
                action.refresh_from_db()


def counted(actions, day):
    """(open, silent) on a day, from the updates."""
    opened = silent = 0
    for action in actions.select_related("group"):
        said = [each for each in action.updates.order_by("at", "pk") if day_of(each) <= day]
        state = [each for each in said if each.kind != "chased"]
        if action.entered_on > day or (state and state[-1].status in CLOSED):
            continue
        days = [day_of(each) for each in said if each.kind in NEWS]
        opened += 1
        silent += (day - max([action.decided_on, *days])).days > (action.group.news_days or 31)
    return opened, silent


def test_the_shares_are_those_counted_row_by_row(history, reviewer, client_of):
    actions = ActionItem.objects.all()
    groups = WorkingGroup.objects.select_related("territory__parent__parent")
    shown = silence.figures(groups, actions, PERIOD, TODAY)
    whole = counted(actions, TODAY)
    assert (shown["news_share"].open, shown["news_share"].silent) == whole
    for name in ("news_regions", "news_structures"):
        sums = tuple(sum(getattr(each, key) for each in shown[name]) for key in ("open", "silent"))
        assert (name, sums) == (name, whole)
    ends = [date(2022, month + 1, 1) - timedelta(days=1) for month in range(1, 6)]
    told = [(each.share.open, each.share.silent) for each in shown["news_months"]]
    assert told == [counted(actions, day) for day in [*ends, TODAY]]


def test_each_share_leads_to_its_list(history, reviewer, client_of, freeze):
    freeze(datetime(2022, 6, 15, 12, tzinfo=UTC))
    client = client_of(reviewer)
    page = client.get("/tableau-de-bord/")
    for name, key in (("news_regions", "region"), ("news_structures", "structure")):
        for share in page.context[name]:
            listed = client.get(f"/actions/?etat=sans-nouvelle&{key}={share.key}")
            assert (share, listed.context["found"]) == (share, share.silent)
    assert "Points d’action ouverts dont on a des nouvelles" in page.content.decode()


def test_nothing_open_is_said(reviewer, client_of):
    page = client_of(reviewer).get("/tableau-de-bord/")
    assert "Aucun point d’action n’est ouvert." in page.content.decode()


def test_a_past_too_long_to_be_told_over_is_said_to_be(history, reviewer, client_of, monkeypatch):
    monkeypatch.setattr(silence, "REPLAYED", 3)
    owed = silence.Owed.now()
    assert silence.by_month(ActionItem.objects.all(), owed, PERIOD, TODAY) is None
    page = client_of(reviewer).get("/tableau-de-bord/")
    assert "trop nombreux pour retracer les mois" in page.content.decode()
