"""What timers do is noted: when it began, how it ended, and nothing of what it was about."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from gtm.management.recorded import RecordedCommand
from gtm.models import TaskRun

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 17, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
NOTED = ("name", "began_at", "ended_at", "is_good", "told", "good_at", "failed_at", "figures")
TIMED = [
    "clearsessions",
    "rebuild_search",
    "remind_convened",
    "send_mail",
    "send_reminders",
    "tidy",
    "verify_publications",
]


class Task(RecordedCommand):
    """As one of the folder of commands, whose module it is named after."""

    __module__ = "gtm.management.commands.backup"
    fault = None

    def handle(self, **options):
        if self.fault:
            raise self.fault
        self.figures = {"rows": 3}
        return "Sauvegarde faite."


def run(fault=None):
    task = Task(stdout=io.StringIO(), stderr=io.StringIO())
    task.fault = fault
    return call_command(task)


def noted():
    return list(TaskRun.objects.values_list(*NOTED))


def test_a_good_run_says_when_and_what(freeze):
    freeze(NOW)
    assert run() == "Sauvegarde faite."
    assert noted() == [
        ("backup", NOW, NOW, True, "Sauvegarde faite.", NOW, None, {"rows": 3}),
    ]


def test_one_row_tells_the_last_good_run_and_the_last_failure(freeze):
    freeze(NOW)
    run()
    freeze(LATER)
    with pytest.raises(CommandError):
        run(CommandError("La copie ne correspond\nplus à la base."))
    told = "La copie ne correspond plus à la base."
    assert noted() == [
        ("backup", NOW + timedelta(hours=1), LATER, False, told, NOW, LATER, {"rows": 3})
    ]


def test_of_an_error_that_may_quote_a_person_the_kind_alone_is_noted():
    with pytest.raises(ValueError, match="amina"):
        run(ValueError("Key (email)=(amina@example.org)"))
    assert TaskRun.objects.get().told == "ValueError"


def test_a_run_that_is_killed_is_seen_as_one_that_has_not_ended(freeze):
    freeze(NOW)
    run()
    assert not TaskRun.objects.get().is_running
    TaskRun.objects.update(began_at=LATER)
    assert TaskRun.objects.get().is_running


def test_a_task_is_done_even_where_its_run_cannot_be_noted(caplog):
    with connection.cursor() as cursor:  # as between a new release and its migration
        cursor.execute("ALTER TABLE gtm_taskrun RENAME TO gtm_taskrun_away")
    assert run() == "Sauvegarde faite."
    kinds = {record.getMessage().rpartition("(")[2] for record in caplog.records}
    assert (len(caplog.records), len(kinds)) == (2, 1)


def test_every_command_of_a_timer_is_noted():
    for name in TIMED:
        call_command(name, stdout=io.StringIO())
    assert list(TaskRun.objects.values_list("name", "is_good")) == [(name, True) for name in TIMED]
