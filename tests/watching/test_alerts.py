"""Administrators hear of what is to be mended once a day a cause, and once that it is over."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from gtm.models import Mail, TaskRun
from gtm.watching import machine
from gtm.watching.lights import Check, Light
from gtm.watching.work import TIMERS
from tests.at_once import at_once, needs_server
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def look(freeze, administrator, monkeypatch):
    """Everything has run; then `look(hours, ago)` watches, the last backup `ago` hours before."""
    # That of the base does not stop with ours.
    monkeypatch.setattr(machine, "clock", lambda now: Check("horloge", "", Light.GOOD, ""))
    for timer in TIMERS:
        TaskRun.objects.create(name=timer.name, began_at=NOON, is_good=True, good_at=NOON)

    def watch(hours, ago=1):
        now = NOON + timedelta(hours=hours)
        freeze(now)
        TaskRun.objects.exclude(name="backup").update(began_at=now, good_at=now)
        TaskRun.objects.filter(name="backup").update(good_at=now - timedelta(hours=ago))
        Mail.objects.filter(subject__startswith="GTM").update(sent_at=now)
        call_command("watch", stdout=io.StringIO())
        return list(Mail.objects.order_by("pk").values_list("recipient", "subject"))

    return watch


def red(user):
    return (user.email, "GTM, à réparer : Sauvegarde")


def over(user):
    return (user.email, "GTM, réparé : Sauvegarde")


def plain(mails):
    return [(to, subject.replace("\u00a0", " ")) for to, subject in mails]


def test_nobody_is_told_that_all_is_well(look):
    assert look(0) == []
    assert TaskRun.objects.get(name="watch").told == "Tout est en ordre."


def test_a_cause_is_told_once_a_day_and_once_when_it_is_over(look, administrator):
    told = [plain(look(hours, ago=50)) for hours in (0, 1, 5)]
    assert told == [[red(administrator)]] * 3
    assert plain(look(24, ago=50)) == [red(administrator)] * 2
    assert plain(look(25)) == [red(administrator)] * 2 + [over(administrator)]
    assert len(look(26)) == 3


def test_the_mail_says_what_to_do_and_where_to_look(look, settings):
    look(0, ago=50)
    body = Mail.objects.get().body
    assert "manage.py backup" in body
    assert body.endswith(f"\n{settings.SITE_URL}/etat/")


def test_each_administrator_of_today_is_told_and_nobody_else(look, reviewer, administrator):
    second = make_membership(make_user("Aïcha"), "administrator").user
    gone = make_membership(make_user("Sani"), "administrator").user
    gone.is_active = False
    gone.save()
    assert plain(look(0, ago=50)) == [red(administrator), red(second)]


class TestTwoAtOnce:
    pytestmark = needs_server

    def test_two_watches_at_once_write_one_mail(self, administrator):
        at_once(*[lambda: call_command("watch", stdout=io.StringIO())] * 2)
        subjects = sorted(Mail.objects.values_list("subject", flat=True))
        names = ["Restauration vérifiée", "Sauvegarde"]
        assert [each.rpartition(": ")[2] for each in subjects] == names


def test_files_are_counted_once_a_day(look, settings):
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "a.pdf").write_bytes(b"12345")
    look(0)
    (settings.MEDIA_ROOT / "b.pdf").write_bytes(b"12345")
    found = []
    for hours in (1, 25):
        look(hours)
        files = TaskRun.objects.get(name="watch").figures["files"]
        found.append((files["files_count"], files["files_bytes"]))
    assert found == [(1, 5), (2, 10)]
