"""Wait, and begin each task of `gtm/schedule.py` when it is due: one process for all timers.

Two of them, on one server or on two, share the work: a task is claimed in the database. After a
power cut what was missed is made up for.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone

from gtm.models import TaskRun
from gtm.schedule import TASKS

PAUSE = 5  # seconds: what is due waits so long at most
MANAGE = Path(__file__).parents[3] / "manage.py"

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Lance chaque tâche à son heure ; reste jusqu’à ce qu’on l’arrête."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="ce qui est dû, puis fin")
        parser.add_argument("--parent", type=int, help="numéro du processus avec lequel finir")

    def handle(self, *, once, parent, **options):
        self.apart, self.over = [], threading.Event()
        if not once:
            signal.signal(signal.SIGTERM, lambda *_: self.over.set())
        # Whoever started it and is gone needs no tasks any more (`script/server`).
        while not self.over.is_set() and parent in (None, os.getppid()):
            self.begin_what_is_due()
            if once:
                break
            close_old_connections()
            self.over.wait(PAUSE)
        for process in self.apart:
            if not once:
                process.terminate()
            process.wait()

    def begin_what_is_due(self):
        """A database that does not answer is asked again at the next turn."""
        self.apart = [each for each in self.apart if each.poll() is None]
        try:
            begun = dict(TaskRun.objects.values_list("name", "began_at"))
            for task in TASKS:
                now = timezone.localtime()
                since = task.due_since(now)
                if task.needs and not getattr(settings, task.needs):
                    continue
                if task.name in begun and begun[task.name] >= since:
                    continue
                if not self.over.is_set() and TaskRun.objects.claim(task.name, since, now):
                    self.begin(task)
        except Error as error:
            logger.warning("Les tâches attendent la base : %s", type(error).__name__)

    def begin(self, task):
        """One that fails has noted it, and stops no other."""
        if task.is_apart:
            command = ["nice", sys.executable, str(MANAGE), task.name]
            self.apart.append(subprocess.Popen(command))  # noqa: S603 - ours
            return
        try:
            call_command(task.name, stdout=self.stdout)
        except Error:
            raise
        except Exception:
            logger.exception("La tâche %s a échoué", task.name)
