"""Commands that timers run: each notes when it began and how it ended, for the status page."""

import logging
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, transaction
from django.utils import timezone

from gtm.models import TaskRun

logger = logging.getLogger(__name__)


class RecordedCommand(BaseCommand):
    """`handle` returns the sentence that says what was done, and may fill `self.figures`.

    What it returns, and what a `CommandError` says, is kept: counts and sizes, nobody's name. Of
    any other error its kind alone is.
    """

    def execute(self, *args, **options):
        self.figures = {}
        began, start = timezone.now(), time.monotonic()
        self._note(began, began_at=began)
        try:
            told = super().execute(*args, **options)
        except BaseException as error:  # the end of a process too: whoever is stopped says so
            reason = str(error) if isinstance(error, CommandError) else type(error).__name__
            self._end(start, False, reason)
            raise
        self._end(start, True, told or "")
        return told

    def _end(self, start, is_good, told):
        now = timezone.now()
        ended = {"ended_at": now, "is_good": is_good, "seconds": time.monotonic() - start}
        ended |= {"good_at": now, "figures": self.figures} if is_good else {"failed_at": now}
        self._note(now, told=" ".join(told.split())[:500], **ended)

    def _note(self, now, **values):
        """The task matters more than the note of it: a base that refuses writing stops neither."""
        name = type(self).__module__.rpartition(".")[2]
        try:
            with transaction.atomic():
                if not TaskRun.objects.filter(name=name).update(**values):
                    TaskRun.objects.update_or_create(
                        name=name, defaults=values, create_defaults={"began_at": now} | values
                    )
        except Error as error:
            logger.warning("%s : son passage n’est pas noté (%s).", name, type(error).__name__)
