"""Those who send slowly, and those who ask for pages meanwhile; for tests/ and bench/strangers.

nginx runs with deploy/nginx.conf itself: only its addresses are others.
"""

import contextlib
import getpass
import shutil
import socket
import subprocess
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.serving import ROOT, free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
PAGE = "/verifier/"  # asks the database, and no account
HOST = b"Host: 127.0.0.1\r\n"
HALF_A_HEAD = b"GET /verifier/ HTTP/1.1\r\n" + HOST + b"X-Slow: "
HALF_A_BODY = (
    b"POST /verifier/ HTTP/1.1\r\n" + HOST + b"Content-Type: multipart/form-data; boundary=B\r\n"
    b"Content-Length: 900000\r\n\r\n--B\r\n"
)


class Nginx:
    """deploy/nginx.conf before an application on `app_port`, in a folder of its own.

    `files` is where that application keeps its own.
    """

    def __init__(self, folder, app_port, files="/var/lib/gtm/files"):
        self.port, self.folder = free_port(), Path(folder)
        self.address = f"http://127.0.0.1:{self.port}"
        own = (ROOT / "deploy/nginx.conf").read_text()
        for theirs, ours in {
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port};",
            "    ssl_certificate /etc/letsencrypt/live/gtm.example/fullchain.pem;\n": "",
            "    ssl_certificate_key /etc/letsencrypt/live/gtm.example/privkey.pem;\n": "",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{app_port};",
            "server_name gtm.example;": "server_name 127.0.0.1;",
            "alias /var/lib/gtm/files/;": f"alias {files}/;",
        }.items():
            assert theirs in own, theirs
            own = own.replace(theirs, ours)
        (self.folder / "gtm.conf").write_text(own)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in kinds)
        (self.folder / "nginx.conf").write_text(
            f"user {getpass.getuser()};\ndaemon off;\npid {self.folder}/pid;\n"
            f"error_log {self.folder}/error.log;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{places}include {self.folder}/gtm.conf;\n}}\n"
        )

    def __enter__(self):
        command = [NGINX, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return self
            time.sleep(0.05)
        raise TimeoutError((self.folder / "error.log").read_text())

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)


@contextlib.contextmanager
def half_sent(port, count):
    """As many connections whose request stops in its head, or in its body."""
    with contextlib.ExitStack() as stack:
        sockets = []
        for number in range(count):
            each = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            each.sendall(HALF_A_BODY if number % 2 else HALF_A_HEAD)
            sockets.append(each)
        yield sockets


class SlowUpload(threading.Thread):
    """A file of `size` bytes to be verified, at `rate` bytes a second; `status` is its answer."""

    def __init__(self, port, size=32_768, rate=3_000):
        super().__init__(daemon=True)
        self.port, self.size, self.rate, self.status = port, size, rate, None
        self.start()

    def run(self):
        head = (
            b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n"
        )
        body = head + b"%PDF-" + b"x" * self.size + b"\r\n--B--\r\n"
        asked = HTTPConnection("127.0.0.1", self.port, timeout=120)
        asked.putrequest("POST", PAGE)
        for name, value in {
            "Content-Type": "multipart/form-data; boundary=B",
            "Content-Length": len(body),
            "Cookie": "csrf=" + "a" * 32,
            "X-CSRFToken": "a" * 32,
        }.items():
            asked.putheader(name, value)
        asked.endheaders()
        step = self.rate // 10
        with contextlib.suppress(OSError, HTTPException):
            for at in range(0, len(body), step):
                asked.send(body[at : at + step])
                time.sleep(0.1)
            self.status = asked.getresponse().status
        asked.close()


def ask(port, patience):
    """(status, seconds) of a page; 0 when no answer came."""
    asked = HTTPConnection("127.0.0.1", port, timeout=patience)
    began = time.monotonic()
    try:
        asked.request("GET", PAGE)
        answer = asked.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    except (OSError, HTTPException):
        return 0, time.monotonic() - began
    finally:
        asked.close()


def besieged(port, halves=50, uploads=30, pages=20, patience=30):
    """What others are answered meanwhile, and the uploads: [(status, seconds)], [status]."""
    with half_sent(port, halves):
        sending = [SlowUpload(port) for _ in range(uploads)]
        time.sleep(1)  # all are under way
        answers = []
        for _ in range(pages):
            answers.append(ask(port, patience))
            time.sleep(0.2)
        for each in sending:
            each.join(120)
    return answers, [each.status for each in sending]
