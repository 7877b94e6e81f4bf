"""Notices: told once, on the screen and by mail, at the rhythm that each person chose."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from gtm import notices
from gtm.models import Family, Kind, Mail, Membership, Notice, Rhythm
from gtm.typography import french
from tests.factories import make_membership, make_user

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday; 13h in Niamey
LATER = NOON + timedelta(minutes=31)
pytestmark = pytest.mark.django_db


def tell(*users, about="action:1", kind=Kind.DESIGNATED, at=NOON, by=None, title="Suivi confié"):
    """Something that concerns these persons by their last role."""
    news = notices.News(about, title, "/structures/", "Former les points focaux")
    roles = Membership.objects.filter(user__in=users)
    return notices.tell(kind, [(role, news) for role in roles], by, at)


def mails():
    return {mail.recipient: mail.body for mail in Mail.objects.all()}


def test_it_is_mailed_once_half_an_hour_later(partner):
    tell(partner)
    before = notices.write_mails(NOON + timedelta(minutes=29))
    assert (before, notices.write_mails(LATER), notices.write_mails(LATER)) == (0, 1, 0)
    (body,) = mails().values()
    assert body.count("Suivi confié") == 1
    assert "Former les points focaux" in body
    assert reverse("gtm:notice_choices") in body


def test_several_within_half_an_hour_are_one_mail(partner):
    for minutes in (0, 10, 29):
        tell(partner, about=f"action:{minutes}", at=NOON + timedelta(minutes=minutes))
    assert notices.write_mails(LATER) == 1
    mail = Mail.objects.get()
    assert (mail.subject, mail.body.count("Suivi confié")) == ("GTM Niger : 3 avis", 3)
    assert notices.write_mails(NOON + timedelta(days=1)) == 0


def test_one_alone_is_the_subject_of_its_mail(partner):
    tell(partner)
    notices.write_mails(LATER)
    assert Mail.objects.get().subject == "Suivi confié"


@pytest.mark.parametrize(
    ("rhythm", "due"),
    [
        (Rhythm.NOW, NOON + timedelta(minutes=30)),
        (Rhythm.DAILY, datetime(2026, 3, 5, 6, tzinfo=UTC)),
        (Rhythm.WEEKLY, datetime(2026, 3, 9, 6, tzinfo=UTC)),
        (Rhythm.SCREEN, None),
    ],
)
def test_each_waits_for_the_hour_that_its_person_chose(partner, rhythm, due):
    notices.choose(partner, {Family.ACTIONS: rhythm}, NOON)
    tell(partner)
    assert partner.notices.get().mail_at == due
    assert notices.write_mails(NOON + timedelta(days=8)) == (due is not None)


@pytest.mark.parametrize(
    ("at", "daily", "weekly"),
    [
        # Monday at 6h59 in Niamey, at 7h, and Sunday evening.
        ((2, 5, 59), (2, 6), (2, 6)),
        ((2, 6, 0), (3, 6), (9, 6)),
        ((8, 20, 0), (9, 6), (9, 6)),
    ],
)
def test_the_morning_mail_leaves_at_seven_in_niamey(at, daily, weekly):
    day, hour, minute = at
    instant = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    found = [notices.mail_at(rhythm, instant) for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY)]
    assert found == [datetime(2026, 3, *each, tzinfo=UTC) for each in (daily, weekly)]


def test_a_choice_holds_for_its_family_only_and_for_what_waits_already(reviewer):
    tell(reviewer, about="action:1", kind=Kind.DECLARED)
    tell(reviewer, about="text:1", kind=Kind.SUBMITTED)
    notices.choose(reviewer, {Family.CHECKS: Rhythm.SCREEN}, NOON)
    notices.write_mails(LATER)
    assert list(reviewer.notices.filter(mailed_at=None).values_list("kind")) == [("declared",)]


def test_the_same_choice_again_puts_nothing_off(partner):
    tell(partner)
    notices.choose(partner, {Family.ACTIONS: Rhythm.NOW}, NOON + timedelta(minutes=29))
    assert notices.write_mails(LATER) == 1


def test_nobody_is_told_of_his_own_doing(partner, reviewer):
    tell(partner, reviewer, by=partner)
    assert list(Notice.objects.values_list("user", flat=True)) == [reviewer.pk]


def test_who_is_concerned_by_two_roles_is_told_once(agency, partner):
    make_membership(partner, "reviewer")
    tell(partner)
    assert partner.notices.count() == 1


def test_silence_tells_nothing_and_ends(partner):
    with notices.silence():
        tell(partner)
    assert Notice.objects.count() == 0
    tell(partner)
    assert Notice.objects.count() == 1


def test_what_was_not_heard_yet_is_replaced(partner):
    tell(partner, title="Confié")
    notices.forget(["action:1"], NOON)
    tell(partner, title="Retiré")
    assert list(partner.notices.values_list("title", flat=True)) == ["Retiré"]


def test_what_was_mailed_stays_in_the_list_and_is_no_longer_new(partner):
    tell(partner, title="Confié")
    notices.write_mails(LATER)
    notices.forget(["action:1"], LATER)
    assert [(each.title, each.is_new) for each in partner.notices.all()] == [("Confié", False)]


def test_what_was_seen_on_the_screen_is_not_mailed(partner, client_of):
    """As by following its link, with our script."""
    for number in range(3):
        tell(partner, about=f"action:{number}", title=f"Suivi {number}")
    opened = partner.notices.get(about="action:1")
    client_of(partner).post(reverse("gtm:notices_see"), {"avis": opened.pk})
    assert notices.write_mails(LATER) == 1
    (body,) = mails().values()
    assert ["Suivi 0" in body, "Suivi 1" in body, "Suivi 2" in body] == [True, False, True]


@pytest.mark.parametrize("ended", ["role", "account"])
def test_who_may_read_it_no_more_gets_no_mail_and_sees_nothing(partner, client_of, ended):
    tell(partner)
    client = client_of(partner)
    if ended == "role":
        partner.memberships.update(until=date(2026, 3, 3))
        listed = client.get(reverse("gtm:notice_list")).context["count"]
        news = client.get("/").context["news"]["groups"]
        assert (listed, news, client.get("/").wsgi_request.user.count_of_new) == (0, [], 0)
    else:
        partner.is_active = False
        partner.save()
    assert (notices.write_mails(LATER), notices.write_mails(LATER), mails()) == (0, 0, {})


def test_nobody_marks_another_s(partner, reviewer, client_of):
    tell(partner)
    pk = partner.notices.get().pk
    client_of(reviewer).post(reverse("gtm:notices_see"), {"avis": pk, "jusqu": pk})
    assert partner.notices.get().is_new


def test_the_home_page_shows_what_is_new_until_it_is_marked_as_seen(partner, client_of):
    client = client_of(partner)
    assert "Depuis votre dernière visite" not in client.get("/").content.decode()
    for number in range(5):
        tell(partner, about=f"action:{number}")
    for _ in range(2):  # a second tab, a page that is loaded again
        page = client.get("/")
        (group,) = page.context["news"]["groups"]
        assert (group.count, len(group.notices), group.more) == (5, 3, 2)
    tell(partner, about="action:late")
    told = {"jusqu": page.context["news"]["newest"], "accueil": "1"}
    answer = client.post(reverse("gtm:notices_see"), told)
    assert (answer.url, partner.notices.unseen().get().about) == ("/", "action:late")


@pytest.mark.parametrize("until", ["", "x", "-1", "²", "9" * 30])
def test_a_mark_that_means_nothing_marks_nothing(partner, client_of, until):
    tell(partner)
    told = {"jusqu": until, "avis": until}
    assert client_of(partner).post(reverse("gtm:notices_see"), told).status_code == 302
    assert partner.notices.unseen().count() == 1


@pytest.mark.parametrize("address", ["/", "/avis/"])
def test_the_button_is_sent_as_rendered(partner, address):
    tell(partner)
    client = Client(enforce_csrf_checks=True)
    client.force_login(partner)
    page = client.get(address).content.decode()
    (form,) = re.findall(r"<form[^>]*data-see.*?</form>", page, re.S)
    told = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert client.post(reverse("gtm:notices_see"), told).status_code == 302
    assert not partner.notices.get().is_new


def test_the_menu_says_how_many_are_new(partner, client_of):
    client = client_of(partner)
    assert "new-count" not in client.get("/").content.decode()
    tell(partner)
    page = client.get("/structures/").content.decode()
    assert '<span class="new-count">1<span class="visually-hidden"> nouveau</span></span>' in page


@pytest.mark.parametrize("address", ["/avis/", "/compte/"])
@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_notice_and_for_three(
    partner, client_of, address, count, django_assert_num_queries
):
    """Session, account with the count of what is new, roles; the list adds a count and a page."""
    for number in range(count):
        tell(partner, about=f"action:{number}")
    client = client_of(partner)
    with django_assert_num_queries({"/avis/": 5, "/compte/": 7}[address]):
        client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_one_or_three_are_told_and_mailed_in_the_same_queries(
    partner, count, django_assert_num_queries
):
    roles = list(partner.memberships.all())
    told = [(role, notices.News(f"action:{n}", "Oui", "/")) for role in roles for n in range(count)]
    with django_assert_num_queries(2):
        notices.tell(Kind.DESIGNATED, told, None, NOON)
    with django_assert_num_queries(12):
        notices.write_mails(LATER)


def test_the_choices_are_those_of_one_s_roles_and_are_kept(partner, client_of):
    client, address = client_of(partner), reverse("gtm:notice_choices")
    form = client.get(address).context["form"]
    assert list(form.fields) == ["actions", "published", "agenda", "roles"]
    told = {"actions": "weekly", "published": "screen", "agenda": "now", "roles": "now"}
    client.post(address, told)
    assert client.get(address).context["form"].initial == {
        **dict.fromkeys(Family, "now"),
        "actions": "weekly",
        "published": "screen",
    }


def test_a_rhythm_that_there_is_not_is_told_at_its_field(partner, client_of):
    told = {"actions": "jamais", "published": "now", "agenda": "now", "roles": "now"}
    answer = client_of(partner).post(reverse("gtm:notice_choices"), told)
    assert list(answer.context["form"].errors) == ["actions"]
    assert partner.notice_choices.count() == 0


def test_the_command_writes_and_sends_in_one_go(partner, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tell(partner)
    call_command("send_mail")
    call_command("send_mail")
    assert [mail.to for mail in mailoutbox] == [[partner.email]]


def test_a_role_that_is_given_is_told_and_not_to_who_gives_it(administrator, group, client_of):
    newcomer = make_user("Halima")
    told = {"role": "secretary", "group": group.pk, "since": "2026-01-01"}
    client_of(administrator).post(reverse("gtm:membership_add", args=[newcomer.pk]), told)
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (newcomer, "role")
    assert french(notice.title) == french(
        "Vous avez un nouveau rôle : rapporteur d’un groupe : GTM/Zinder"
    )


def test_old_ones_are_forgotten(partner):
    tell(partner)
    assert notices.purge(NOON + timedelta(days=179)) == 0
    assert notices.purge(NOON + timedelta(days=181)) == 1
