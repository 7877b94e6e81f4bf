"""The application as a country runs it: gunicorn, in a process and with data of its own.

For tests and measurements that kill it, starve it or restart it; the test client and the live
server share their process with the test and cannot be killed.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Server:
    """gunicorn on a free port; `folder` holds its data, `database` is an URL (SQLite without).

    `address` is where browsers go to, if not to the server itself (a proxy before it).
    `application` may name another WSGI callable, such as one that fails on purpose.
    """

    def __init__(self, folder, database="", address="", application="gtm.wsgi"):
        self.port = free_port()
        self.application, self.process = application, None
        self.address = address or f"http://127.0.0.1:{self.port}"
        own = {"DATA_DIR": str(folder), "SITE_URL": self.address, "DEMO": "0", "DEBUG": "0"}
        if database:
            own["DATABASE_URL"] = database
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = kept | own | {"PYTHONPATH": str(ROOT)}
        # Read at the end of the suite for anybody's name, with all that is logged (`logged.py`).
        self.log = Path(os.environ.get("GTM_LOGGED", folder)) / f"server-{self.port}.log"

    def manage(self, *arguments):
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def prepare(self):
        """Tables, cache, static files, reference data."""
        self.manage("migrate", "--noinput", "--verbosity", "0")
        self.manage("createcachetable")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.manage("load_reference")

    def start(self):
        command = [
            *(sys.executable, "-m", "gunicorn", "--config", "script/gunicorn.py"),
            *("--bind", f"127.0.0.1:{self.port}", self.application),
        ]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # one group: workers die with their master
            )
        self.wait()

    def wait(self, seconds=60):
        """Until it answers."""
        for _ in range(seconds * 20):
            if self.process.poll() is not None:
                raise RuntimeError(f"The server has stopped: {self.log.read_text()[-2000:]}")
            if self.answers():
                return
            time.sleep(0.05)
        raise TimeoutError("The server does not answer.")

    def answers(self):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/connexion/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self):
        """SIGKILL to all of it, at once, as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self):
        self._signal(signal.SIGTERM)

    def _signal(self, number):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait(30)

    def memory(self):
        """Resident kB of the workers and their master."""
        return sum(_resident(pid) for pid in self._pids())

    def cpu(self):
        """Seconds of processor that they have taken since they started."""
        return sum(_processor(pid) for pid in self._pids())

    def _pids(self):
        return subprocess.run(  # noqa: S603
            ["/usr/bin/pgrep", "-g", str(self.process.pid)], capture_output=True, text=True
        ).stdout.split()


def _processor(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid):
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
