"""A PostgreSQL cluster of the tests' own, so that it can be restarted under them."""

import shutil
import subprocess
from pathlib import Path

from tests.serving import free_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class Cluster:
    """A PostgreSQL of the test's own, as user postgres: it refuses to run as root."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.bin = BINARIES[-1].parent
        folder.mkdir()
        shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "--no-sync")
        self.control("start")
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def control(self, what):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        log = ("-l", self.folder / "log", "-w", "-m", "immediate")
        self._run("pg_ctl", "-D", self.folder / "data", "-o", options, *log, what)

    def _run(self, name, *arguments):
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        command += [str(self.bin / name), *map(str, arguments)]
        subprocess.run(  # noqa: S603 - our own command
            command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
