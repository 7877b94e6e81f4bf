"""When each task of the installation is due: the one table, whatever keeps the process alive."""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True)
class Task:
    """A management command, `every` so often, or on the day's hour `at`, each `days` days.

    `is_apart`: long, or heavy: a process of its own, whose memory is given back. `needs` names the
    setting without which there is nothing to do.
    """

    name: str
    every: timedelta | None = None
    at: time | None = None
    days: int = 1
    is_apart: bool = False
    needs: str = ""

    def due_since(self, now):
        """The instant before which a last beginning is too long ago; `now` is aware and local."""
        if self.every:
            return now - self.every
        slot = now.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        if slot > now:
            slot -= timedelta(days=1)
        # Ordinals divisible by seven are Sundays: what is weekly falls on the quietest day.
        return slot - timedelta(days=slot.toordinal() % self.days)


# Reminders come before mails where both are due. Nights are local: nobody types then.
TASKS = [
    Task("send_reminders", every=timedelta(hours=1)),
    Task("remind_convened", every=timedelta(hours=1)),
    Task("send_mail", every=timedelta(seconds=30)),
    Task("watch", every=timedelta(minutes=5)),
    Task("tidy", at=time(1, 0), is_apart=True),
    Task("clearsessions", at=time(1, 30), is_apart=True),
    Task("backup", at=time(2, 0), is_apart=True, needs="BACKUP_TARGET"),
    Task("verify_publications", at=time(3, 0), is_apart=True),
    Task("restore_drill", at=time(4, 0), days=7, is_apart=True, needs="BACKUP_TARGET"),
]
