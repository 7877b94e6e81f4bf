"""Where the application keeps what a backup holds: a base and a folder of files."""

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from gtm.keeping import postgresql, sqlite
from gtm.keeping.refusals import Busy, Refused

FILES = "files"  # of `DATA_DIR`


@dataclass(frozen=True)
class Place:
    config: dict[str, Any]  # Django's settings of the base
    data: Path  # its `DATA_DIR`

    @property
    def files(self):
        return self.data / FILES

    @property
    def engine(self):
        return postgresql if self.config["ENGINE"].endswith("postgresql") else sqlite

    def manage(self, *words):
        """Run one of our commands there, in a process of its own; raises `Refused` if it fails."""
        # What is tried there is told to no target: it is not what has happened.
        away = {"BACKUP_TARGET": "", "BACKUP_DATABASE_URL": ""}
        where = {"DATABASE_URL": self.address(), "DATA_DIR": str(self.data)}
        environment = os.environ | away | where
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
        ended = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - ours
        if ended.returncode:
            told = ended.stderr.decode(errors="replace").strip().splitlines()
            raise Refused(f"{words[0]} a échoué : {told[-1] if told else 'sans rien dire'}")
        return ended.stdout.decode().strip()

    def address(self):
        """As `DATABASE_URL` would say it."""
        config = self.config
        if self.engine is sqlite:
            return f"sqlite:///{config['NAME']}"
        who = ":".join(quote(str(config[part]), safe="") for part in ("USER", "PASSWORD"))
        where = f"{config['HOST']}:{config['PORT']}" if config["PORT"] else config["HOST"]
        options = config.get("OPTIONS", {})
        # A socket's folder and number are options; our own time-outs come with the settings.
        more = {name: options[name] for name in options if name.startswith(("ssl", "host", "port"))}
        asked = f"?{urlencode(more)}" if more else ""
        return f"postgres://{who.rstrip(':')}@{where}/{quote(config['NAME'], safe='')}{asked}"


def here():
    """That of this process; straight to the server where the application goes through a pool."""
    straight = settings.BACKUP_DATABASE or {}
    return Place(connection.settings_dict | straight, Path(settings.MEDIA_ROOT).parent)


@contextmanager
def scratch(data, name):
    """An empty folder of one's own until the end; what a kill has left is removed first.

    Raises `Refused` while another has it.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(BUSY[name]) from error
        folder = data / f"{name}.tmp"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def turn(place):
    """Nobody else makes a backup of this base meanwhile, be it on another machine."""
    alone = place.engine.turn(place.config) if place.engine is postgresql else nullcontext(True)
    with alone as is_alone:
        if not is_alone:
            raise Busy(BUSY["backup"])
        yield


BUSY = {
    "backup": "Une autre sauvegarde est en cours.",
    "restore": "Une autre restauration est en cours.",
    "drill": "Un autre essai de restauration est en cours.",
}
