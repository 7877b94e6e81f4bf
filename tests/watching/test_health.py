"""What monitors are told: two words, for nothing, whoever asks and by whatever name."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from gtm import locks
from gtm.models import Mail, TaskRun
from gtm.watching import checks, machine
from gtm.watching.work import TIMERS

pytestmark = pytest.mark.django_db
TEXT = "text/plain; charset=utf-8"


@pytest.fixture(autouse=True)
def _nothing_kept():
    checks.forget()
    yield
    checks.forget()


def all_well(now):
    for timer in TIMERS:
        TaskRun.objects.create(
            name=timer.name, began_at=now, ended_at=now, is_good=True, good_at=now, seconds=1
        )


def told(path="/sante/pret", **how):
    answer = Client().get(path, **how)
    return answer.status_code, answer.content.decode().strip()


def lights():
    return {each.name: str(each.light) for each in checks.checks(timezone.now())}


def test_a_process_answers_without_its_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get("/sante/vivant")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"vivant\n", TEXT)
    assert dict(answer.cookies) == {}


def test_all_is_well_where_each_task_has_run():
    all_well(timezone.now())
    assert told() == (200, "bien")
    assert set(lights().values()) == {"good"}


def test_a_balancer_keeps_a_server_whose_backup_is_old_and_a_monitor_hears_of_it():
    all_well(timezone.now())
    TaskRun.objects.filter(name="backup").update(good_at=timezone.now() - timedelta(days=2))
    assert (told(), told("/sante/pret?tout")) == ((200, "alerte"), (503, "alerte"))


def test_a_base_that_refuses_writing_is_told_to_the_balancer(monkeypatch):
    def refused():
        raise OperationalError("attempt to write a readonly database")

    all_well(timezone.now())
    monkeypatch.setattr(locks, "impatient", refused)
    assert told() == (503, "panne")
    assert lights() == {"base": "bad", "disque": "good", "fichiers": "good"}


def test_a_monitor_costs_nothing_for_some_seconds(django_assert_num_queries):
    told()
    with django_assert_num_queries(0):
        assert told() == (200, "alerte")


def test_one_look_asks_the_same_few_questions_however_much_waits(django_assert_num_queries):
    machine.complete()
    for _ in range(2):
        now = timezone.now()
        with django_assert_num_queries(11):
            checks.checks(now)
        for number in range(30):
            key = f"{now}{number}"
            Mail.objects.create(key=key, recipient="x@example.org", subject="a", body="b")
        TaskRun.objects.bulk_create(TaskRun(name=f"{n} {now}", began_at=now) for n in range(30))


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.0.0.7", "localhost"])
@pytest.mark.parametrize("path", ["/sante/vivant", "/sante/pret"])
def test_it_is_asked_by_any_name_and_over_plain_http(settings, host, path):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://gtm.example.ne", ["gtm.example.ne"]
    settings.SECURE_SSL_REDIRECT = True
    assert told(path, headers={"host": host})[0] == 200
    assert told("/connexion/", headers={"host": "gtm.example.ne"})[0] == 301
    settings.SECURE_SSL_REDIRECT = False
    assert told("/connexion/", headers={"host": host})[0] == 400


def test_who_is_signed_in_is_nobody_there_and_no_session_is_touched(client_of, administrator):
    client = client_of(administrator)
    answer = client.get("/sante/pret")
    assert (answer.content, dict(answer.cookies)) == (b"alerte\n", {})


def test_mails_that_nobody_tries_are_told_and_those_refused_are_not():
    all_well(timezone.now())
    row = {"recipient": "x@example.org", "subject": "a", "body": "b"}
    for key, failures in (("fresh", 0), ("refused", 5)):
        Mail.objects.create(key=key, failures=failures, **row)
    Mail.objects.filter(key="refused").update(created_at=timezone.now() - timedelta(days=2))
    assert lights()["courriels"] == "good"
    for hours, light in ((0.5, "warn"), (2, "bad")):
        past = timezone.now() - timedelta(hours=hours)
        Mail.objects.filter(key="fresh").update(created_at=past)
        assert lights()["courriels"] == light


def test_a_restore_older_than_five_weeks_is_red_and_a_day_less_is_not():
    now = timezone.now()
    all_well(now)
    for days, light in ((34, "good"), (36, "bad")):
        TaskRun.objects.filter(name="restore_drill").update(good_at=now - timedelta(days=days))
        assert lights()["tache:restore_drill"] == light


def test_what_has_never_run_is_to_be_watched_and_a_backup_to_be_mended():
    found = lights()
    assert (found["tache:tidy"], found["tache:backup"]) == ("warn", "bad")


def test_a_task_that_failed_is_red_until_it_succeeds():
    now = timezone.now()
    all_well(now)
    tidy = TaskRun.objects.filter(name="tidy")
    tidy.update(is_good=False, failed_at=now, told="plein")
    assert lights()["tache:tidy"] == "bad"
    tidy.update(is_good=True)
    assert lights()["tache:tidy"] == "good"


def test_a_clock_apart_from_that_of_the_base_is_told():
    all_well(timezone.now())
    for seconds, light in ((1, "good"), (30, "warn"), (300, "bad")):
        early = timezone.now() - timedelta(seconds=seconds)
        assert machine.clock(early).light == light


def test_files_that_cannot_be_written_are_told(settings, tmp_path):
    (tmp_path / "plain").write_text("")
    settings.MEDIA_ROOT = tmp_path / "plain" / "files"
    assert told() == (503, "panne")
    assert lights()["fichiers"] == "bad"


def test_a_disk_that_fills_is_told(monkeypatch):
    for free, light in ((3_000_000_000, "good"), (1_000_000_000, "warn"), (100_000_000, "bad")):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _, usage=usage: usage)
        assert lights()["disque"] == light


def test_a_migration_that_waits_is_told():
    machine.complete.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'gtm' AND name = '0038_slow'")
    assert lights()["migrations"] == "bad"
    assert told() == (503, "panne")


@pytest.mark.django_db(transaction=True)
def test_a_base_that_is_busy_is_not_an_ill_one():
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        other = sqlite3.connect(name, uri=True, isolation_level=None)
        with closing(other):
            other.execute("BEGIN IMMEDIATE")
            assert "occupée" in machine.database(timezone.now()).told
    else:
        with closing(connection.copy()) as other, other.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE gtm_taskrun IN EXCLUSIVE MODE")
            assert "occupée" in machine.database(timezone.now()).told


def test_measures_are_there_for_who_knows_the_token_alone(settings):
    assert told("/sante/mesures") == (404, "absent")
    settings.METRICS_TOKEN = "secret"
    all_well(timezone.now())
    wrong = Client().get("/sante/mesures", headers={"authorization": "Bearer other"})
    right = Client().get("/sante/mesures", headers={"authorization": "Bearer secret"})
    assert (wrong.status_code, right.status_code) == (403, 200)
    lines = set(right.content.decode().splitlines())
    assert {'gtm_check{name="base"} 0.0', "gtm_mails_waiting 0.0"} <= lines
    assert 'gtm_task_seconds{task="backup"} 1.0' in lines


def test_details_are_for_administrators(client_of, administrator, reviewer):
    assert client_of(reviewer).get("/etat/details.json").status_code == 403
    found = json.loads(client_of(administrator).get("/etat/details.json").content)
    assert [found["ready"], found["checks"][0]["name"]] == [True, "base"]
