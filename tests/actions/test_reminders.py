"""The digests: only those switched on, once a period, whatever the hour and the number of runs."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from actions.chases import reminders
from actions.follow_up import Said
from gtm.models import Agency, Mail, WorkingGroup
from tests.factories import make_action, make_agency, make_group

pytestmark = pytest.mark.django_db
NIAMEY = ZoneInfo("Africa/Niamey")
TODAY = date(2022, 6, 15)  # a Wednesday
SCREEN = "/actions/rappels/"


@pytest.fixture
def clock(monkeypatch):
    def at(day, hour=12):
        now = datetime(day.year, day.month, day.day, hour, tzinfo=NIAMEY)
        monkeypatch.setattr(timezone, "now", lambda: now)

    at(TODAY)
    return at


@pytest.fixture
def switched_on(clock, agency, partner):
    agency.gets_reminders = True
    agency.save()
    return agency


def send(times=1):
    for _ in range(times):
        call_command("send_reminders", verbosity=0)
    return list(Mail.objects.order_by("pk").values_list("recipient", "key"))


def keys(mails):
    return [key.rpartition(":")[0] for _, key in mails]


def test_nothing_goes_before_it_is_switched_on(clock, group, secretary, agency, partner):
    make_action(group, secretary, agency, due_on=date(2022, 6, 1))
    assert send() == []


def test_a_digest_goes_once_a_week_whatever_the_number_of_runs(
    clock, group, secretary, switched_on, partner
):
    make_action(group, secretary, switched_on, due_on=date(2022, 6, 1))
    for day in (TODAY, TODAY + timedelta(days=4)):  # Sunday, same week
        clock(day)
        mails = send(3)
    assert keys(mails) == [f"reminder:{switched_on.pk}:2022-W24"]
    clock(TODAY + timedelta(days=5), hour=0)
    assert keys(send(2)) == [
        f"reminder:{switched_on.pk}:2022-W24",
        f"reminder:{switched_on.pk}:2022-W25",
    ]


def test_a_month_is_a_period_too_and_never_is_never(clock, group, secretary, switched_on):
    make_action(group, secretary, switched_on, due_on=date(2022, 6, 1))
    Agency.objects.update(reminder_rhythm="never")
    assert send() == []
    Agency.objects.update(reminder_rhythm="monthly")
    send()
    clock(date(2022, 6, 30))
    assert keys(send()) == [f"reminder:{switched_on.pk}:2022-06"]


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2021, 1, 3), "2020-W53"),
        (date(2021, 1, 4), "2021-W01"),
        (date(2022, 1, 20), "2022-W03"),
    ],
)
def test_weeks_are_those_of_the_calendar(day, week):
    assert reminders.period_of("weekly", day) == week


def test_the_digest_tells_what_is_late_soon_due_and_asked_for(
    clock, group, secretary, reviewer, switched_on
):
    antenne = make_agency("OIM", parent=switched_on, territory=group.territory)

    def made(text, due_on, to=switched_on, **fields):
        return make_action(group, secretary, to, text=text, due_on=due_on, **fields)

    made("tard", date(2022, 6, 14), antenne)
    made("plus tôt", date(2022, 6, 13))
    made("d’une autre", date(2022, 6, 14), make_agency("FAO"))
    made("jour", TODAY)
    made("bientôt", date(2022, 6, 29))
    made("loin", date(2022, 6, 30))
    made("fait", date(2022, 6, 1), status="declared")
    named = {name: made(name, None) for name in ("demandé", "répondu")}
    for name in ("demandé", "répondu"):
        named[name].note_chase(Said(reviewer, timezone.now()))
    named["répondu"].report(Said(secretary, timezone.now(), sentence="C’est prêt"))
    digest = reminders.digest_of(switched_on, TODAY)
    found = [[each.text for each in part] for part in (digest.late, digest.soon, digest.asked)]
    assert found == [["plus tôt", "tard"], ["jour", "bientôt"], ["demandé"]]
    assert digest.title == "État des points d’action au 15 juin 2022\u00a0: OIM, 2 en retard"
    assert "EN RETARD (2)\n\n1. plus tôt\n   GTM/Zinder" in digest.text
    assert "de plus" not in digest.text
    assert digest.text.endswith(f"http://127.0.0.1:8000/actions/?structure={switched_on.pk}\n")


def test_what_is_asked_about_is_listed_once_though_it_is_late_or_soon_due(
    clock, group, secretary, reviewer, switched_on
):
    for text, due_on in (
        ("tard", TODAY - timedelta(days=1)),
        ("bientôt", TODAY),
        ("loin", TODAY + timedelta(days=90)),
    ):
        action = make_action(group, secretary, switched_on, text=text, due_on=due_on)
        action.note_chase(Said(reviewer, timezone.now()))
    digest = reminders.digest_of(switched_on, TODAY)
    found = [[each.text for each in part] for part in (digest.late, digest.soon, digest.asked)]
    assert found == [["tard"], ["bientôt"], ["loin"]]


@pytest.mark.parametrize(
    ("due_on", "is_asked", "mails"),
    [
        (TODAY - timedelta(days=1), False, 1),
        (TODAY, False, 1),
        (date(2022, 12, 31), True, 1),
        (date(2022, 12, 31), False, 0),
    ],
)
def test_a_digest_goes_where_something_is_late_soon_due_or_asked_for(
    clock, group, secretary, reviewer, switched_on, due_on, is_asked, mails
):
    action = make_action(group, secretary, switched_on, due_on=due_on)
    if is_asked:
        action.note_chase(Said(reviewer, timezone.now()))
    assert len(send()) == mails


def test_a_structure_that_is_no_more_gets_no_digest(clock, group, secretary, switched_on):
    make_action(group, secretary, switched_on, due_on=date(2022, 6, 1))
    Agency.objects.update(is_active=False)
    assert send() == []


def test_the_digest_of_a_group_is_of_its_actions_whoever_sees_to_them(clock, group, secretary):
    other = make_group("GTM/Diffa")
    for to in (group, other):
        make_action(to, secretary, "Le maire", text=to.name, due_on=date(2022, 6, 1))
    digests = [reminders.digest_of(each, TODAY) for each in (group, other)]
    late = [[action.text for action in each.late] for each in digests]
    assert late == [["GTM/Zinder"], ["GTM/Diffa"]]


def test_a_group_s_digest_goes_to_its_secretaries(clock, group, secretary, agency):
    WorkingGroup.objects.update(gets_reminders=True)
    make_action(group, secretary, agency, due_on=date(2022, 6, 1))
    mails = send()
    assert ([to for to, _ in mails], keys(mails)) == (
        [secretary.email],
        [f"reminder:g{group.pk}:2022-W24"],
    )


def test_sp_ccm_sees_what_would_go_and_switches_it_on(
    clock, group, secretary, reviewer, agency, partner, client_of
):
    make_action(group, secretary, agency, due_on=date(2022, 6, 1))
    client = client_of(reviewer)
    lines = {line.name: line for line in client.get(SCREEN).context["form"].lines}
    shown = [(name, line.open, line.late, line.addresses) for name, line in lines.items()]
    assert shown == [("GTM/Zinder", 1, 1, [secretary.email]), ("OIM", 1, 1, [partner.email])]
    preview = client.get(f"{SCREEN}structure/{agency.pk}/").content.decode()
    assert "\u00a0: OIM, 1 en retard" in preview
    form = {
        f"groupe-{group.pk}-rhythm": "weekly",
        f"structure-{agency.pk}-on": "on",
        f"structure-{agency.pk}-rhythm": "monthly",
    }
    client.post(SCREEN, form)
    agency.refresh_from_db()
    group.refresh_from_db()
    assert (agency.gets_reminders, agency.reminder_rhythm) == (True, "monthly")
    assert group.gets_reminders is False


def test_a_rhythm_that_does_not_exist_is_refused(clock, group, reviewer, client_of):
    response = client_of(reviewer).post(SCREEN, {f"groupe-{group.pk}-rhythm": "daily"})
    assert response.context["form"].errors.keys() == {f"groupe-{group.pk}-rhythm"}


def test_a_long_digest_is_cut_and_says_how_many_more(clock, group, secretary, switched_on):
    for _ in range(32):
        make_action(group, secretary, switched_on, due_on=date(2022, 6, 1))
    digest = reminders.digest_of(switched_on, TODAY)
    assert digest.title == "État des points d’action au 15 juin 2022\u00a0: OIM, 32 en retard"
    assert "30. " in digest.text
    assert "… et 2 points d’action de plus." in digest.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_takes_the_same_queries_for_one_and_three(
    clock, group, secretary, reviewer, client_of, count, django_assert_num_queries
):
    for number in range(count):
        make_action(group, secretary, make_agency(f"A{number}"), due_on=date(2022, 6, 1))
    client = client_of(reviewer)
    with django_assert_num_queries(15):
        client.get(SCREEN)


def test_a_kind_of_reminder_that_does_not_exist_is_not_found(reviewer, client_of, agency):
    client = client_of(reviewer)
    asked = [f"/actions/rappels/{kind}/{agency.pk}/" for kind in ("structure", "autre")]
    assert [client.get(each).status_code for each in asked] == [200, 404]
