"""One process begins each task at its hour, once, however many such processes there are."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from datetime import time as hour
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command, get_commands

from gtm.management.commands import run_tasks
from gtm.models import TaskRun
from gtm.schedule import TASKS, Task
from tests.at_once import at_once, needs_server
from tests.serving import ROOT

NIAMEY = ZoneInfo("Africa/Niamey")
WEDNESDAY = datetime(2022, 1, 19, 2, 0, tzinfo=NIAMEY)
QUICK = [task.name for task in TASKS if not task.is_apart]


@pytest.mark.parametrize(
    ("task", "since"),
    [
        (Task("x", every=timedelta(hours=1)), datetime(2022, 1, 19, 1, 0, tzinfo=NIAMEY)),
        (Task("x", at=hour(1)), datetime(2022, 1, 19, 1, 0, tzinfo=NIAMEY)),
        (Task("x", at=hour(2)), datetime(2022, 1, 19, 2, 0, tzinfo=NIAMEY)),
        (Task("x", at=hour(3)), datetime(2022, 1, 18, 3, 0, tzinfo=NIAMEY)),
        (Task("x", at=hour(1), days=7), datetime(2022, 1, 16, 1, 0, tzinfo=NIAMEY)),  # Sunday
        (Task("x", at=hour(3), days=7), datetime(2022, 1, 16, 3, 0, tzinfo=NIAMEY)),
    ],
)
def test_a_task_is_due_since_its_last_hour(task, since):
    assert task.due_since(WEDNESDAY) == since


def test_what_is_weekly_is_due_on_sunday_from_its_hour():
    task = Task("x", at=hour(3), days=7)
    sunday = datetime(2022, 1, 23, 2, 59, tzinfo=NIAMEY)
    assert [task.due_since(sunday + timedelta(minutes=late)).day for late in (0, 1)] == [16, 23]


def test_every_task_is_a_command_that_notes_its_run():
    assert {task.name for task in TASKS} - set(get_commands()) == set()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(run_tasks, "TASKS", [task for task in TASKS if not task.is_apart])


def runs():
    return dict(TaskRun.objects.values_list("name", "good_at"))


@pytest.mark.django_db
def test_what_is_due_runs_once_until_it_is_due_again(freeze, quick):
    freeze(WEDNESDAY)
    call_command("run_tasks", once=True)
    assert runs() == dict.fromkeys(QUICK, WEDNESDAY)
    later = WEDNESDAY + timedelta(seconds=31)
    freeze(later)
    call_command("run_tasks", once=True)
    assert runs() == dict.fromkeys(QUICK, WEDNESDAY) | {"send_mail": later}
    freeze(WEDNESDAY + timedelta(days=3))  # the power was off
    call_command("run_tasks", once=True)
    assert runs() == dict.fromkeys(QUICK, WEDNESDAY + timedelta(days=3))


@pytest.mark.django_db
def test_a_task_that_fails_stops_no_other(monkeypatch, caplog):
    wrong = Task("no_such_command", every=timedelta(hours=1))
    monkeypatch.setattr(run_tasks, "TASKS", [wrong, Task("send_mail", every=timedelta(hours=1))])
    call_command("run_tasks", once=True)
    assert [record.getMessage() for record in caplog.records] == [
        "La tâche no_such_command a échoué"
    ]
    assert TaskRun.objects.get(name="send_mail").is_good is True


@pytest.mark.django_db
def test_a_long_task_has_a_process_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(run_tasks, "MANAGE", tmp_path / "manage.py")
    (tmp_path / "manage.py").write_text(
        "import pathlib, sys\npathlib.Path(__file__).with_name('told').write_text(sys.argv[1])"
    )
    monkeypatch.setattr(run_tasks, "TASKS", [Task("tidy", at=hour(1), is_apart=True)])
    call_command("run_tasks", once=True)
    assert (tmp_path / "told").read_text() == "tidy"


class TestTwoProcesses:
    pytestmark = needs_server

    @pytest.mark.parametrize("is_known", [True, False])
    def test_one_of_them_begins_a_task(self, is_known):
        now = WEDNESDAY
        if is_known:
            TaskRun.objects.create(name="tidy", began_at=now - timedelta(days=1))

        def claim():
            return TaskRun.objects.claim("tidy", now - timedelta(hours=1), now)

        assert sorted(at_once(*[claim] * 4)) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_the_process_ends_when_it_is_told_to_or_when_its_parent_is_gone(tmp_path):
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    command = [sys.executable, str(ROOT / "manage.py"), "run_tasks"]
    told = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)  # noqa: S603 - ours
    assert "Les tâches attendent la base" in told.stderr.readline().decode()
    told.send_signal(signal.SIGTERM)
    assert told.wait(30) == 0
    # One that comes late to a parent that is gone ends too.
    left = ["sh", "-c", '"$@" --parent $$ & echo $!', "sh", *command]
    shell = subprocess.run(left, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    orphan = int(shell.stdout)
    until = time.monotonic() + 30
    while is_alive(orphan) and time.monotonic() < until:
        time.sleep(0.2)
    assert not is_alive(orphan)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
