"""Nobody stops the server by sending slowly, or too much: over real connections."""

import os
import socket
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from waitress.adjustments import Adjustments

from gtm import bodies, serving
from tests.serving import Server
from tests.strangers import NGINX, Nginx, ask, besieged

pytestmark = pytest.mark.xdist_group("strangers")
MB = 1024 * 1024
KIND = "multipart/form-data; boundary=B"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("strangers")
    server = Server(folder)
    spool = folder / "spool"
    spool.mkdir()
    server.environment |= {"TMPDIR": str(spool), "BEHIND_PROXY": "1", "TRUSTED_PROXIES": "1"}
    server.spool = spool
    server.prepare()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def nginx(server, tmp_path):
    if NGINX is None:
        message = "nginx est absent (script/setup --test l’installe)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    with Nginx(tmp_path, server.port) as nginx:
        yield nginx


@pytest.mark.parametrize("door", ["nginx", "server"])
def test_half_requests_and_slow_uploads_keep_nobody_waiting(door, request):
    answers, uploads = besieged(request.getfixturevalue(door).port)
    assert [status for status, _ in answers] == [200] * 20
    assert uploads == [200] * 30


def through(nginx, path, size):
    """Status, headers and text of a form of that size."""
    asked = HTTPConnection("127.0.0.1", nginx.port, timeout=60)
    asked.request("POST", path, b"x" * size, {"Content-Type": KIND})
    answer = asked.getresponse()
    text = answer.read().decode()
    asked.close()
    return answer.status, answer.headers, text.replace("\xa0", " ")


def test_nginx_takes_what_the_application_takes_and_refuses_in_french(nginx):
    """1.5 MB is more than it would take by itself; the application tells strangers its own no."""
    told = [through(nginx, "/connexion/", size) for size in (3 * MB // 2, 10 * MB)]
    assert [status for status, _, _ in told] == [413, 413]
    assert ["X-Frame-Options" in headers for _, headers, _ in told] == [True, False]
    assert "Revenez à la page précédente" in told[1][2]
    status, headers, _ = through(nginx, "/verifier/", 10 * MB)
    assert (status, "X-Frame-Options" in headers) == (403, True)  # taken; it bears no token


def test_nginx_says_in_french_that_the_application_restarts(nginx, server):
    server.stop()
    try:
        status, headers, text = through(nginx, "/connexion/", 10)
    finally:
        server.start()
    assert (status, headers["Retry-After"], "redémarre" in text) == (503, "30", True)


def spooled(server):
    """How many files of the server's processes hold what was sent."""
    found = 0
    for pid in server._pids():
        for each in Path(f"/proc/{pid}/fd").iterdir():
            try:
                found += each.readlink().is_relative_to(server.spool)
            except OSError:  # closed meanwhile
                continue
    return found


PART = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'


class Sender:
    """A body sent in two halves, so that one can look in between."""

    def __init__(self, server, path, *headers):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        fixed = (f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Content-Type: {KIND}")
        self.socket.sendall("\r\n".join([*fixed, *headers, "", ""]).encode())

    def send(self, data):
        self.socket.sendall(data)
        time.sleep(0.5)  # it has been read

    def answer(self):
        """All of it: head and body."""
        self.socket.settimeout(30)
        data = b""
        while b"</html>" not in data and (more := self.socket.recv(65536)):
            data += more
        self.socket.close()
        return data.decode()


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


REFUSED = ("HTTP/1.1 413", "trop long pour être envoyé d’un coup", "X-Frame-Options", "default-src")


def test_a_stranger_s_large_body_is_refused_in_french_and_nothing_of_it_kept(server):
    for path in ("/connexion/", "/reunions/"):
        sender = Sender(server, path, f"Content-Length: {5 * MB}", "Accept-Encoding: identity")
        sender.send(PART + b"x" * (3 * MB))
        assert spooled(server) == 0
        sender.send(b"x" * (2 * MB - len(PART)))
        answer = sender.answer().replace("\xa0", " ")
        assert [each for each in REFUSED if each not in answer] == []


def test_so_is_one_that_tells_no_length(server):
    sender = Sender(server, "/connexion/", "Transfer-Encoding: chunked")
    sender.send(chunk(PART + b"x" * (3 * MB)))
    assert spooled(server) == 0
    sender.send(chunk(b"x" * MB) + b"0\r\n\r\n")
    assert sender.answer().startswith("HTTP/1.1 413")


def test_one_who_asks_before_sending_is_told_at_once(server):
    sender = Sender(server, "/connexion/", f"Content-Length: {5 * MB}", "Expect: 100-continue")
    assert sender.answer().startswith("HTTP/1.1 413")


def test_what_is_to_be_verified_is_taken_up_to_its_own_size(server):
    """The control: a body that is taken is seen in the folder where others are not."""
    token = "a" * 32
    length = bodies.VERIFICATION - MB
    sender = Sender(
        server, "/verifier/", f"Content-Length: {length}", f"Cookie: csrf={token}",
        f"X-CSRFToken: {token}",
    )  # fmt: skip
    sender.send(PART + b"x" * (3 * MB))
    assert spooled(server) == 1
    end = b"\r\n--B--\r\n"
    sender.send(b"x" * (length - 3 * MB - len(PART) - len(end)) + end)
    assert sender.answer().startswith("HTTP/1.1 200")
    sender = Sender(server, "/verifier/", f"Content-Length: {bodies.VERIFICATION + 1}")
    sender.send(PART + b"x" * (3 * MB))
    assert spooled(server) == 0
    sender.socket.close()


def test_who_sends_too_slowly_is_late_and_a_poor_link_is_not():
    request = serving.Request(Adjustments())
    began = request.began
    request.received(b"GET / HTTP/1.1\r\nX-Slow: ")
    assert [request.is_late(began + after) for after in (29, 31)] == [False, True]
    request = serving.Request(Adjustments())
    request.received(b"POST / HTTP/1.1\r\nContent-Length: 900000\r\n\r\n")
    for _ in range(30):
        request.received(b"x" * 1000)
    assert [request.is_late(request.began + after) for after in (60, 90, 92)] == [
        False,
        False,
        True,
    ]


def test_processes_that_have_served_enough_are_followed_by_others(server):
    """Nobody notices: no answer is missing."""
    server.stop()
    server.environment["GUNICORN_CMD_ARGS"] = "--max-requests 8 --max-requests-jitter 0"
    try:
        server.start()
        before = set(server._pids())
        assert [ask(server.port, 30)[0] for _ in range(20)] == [200] * 20
        assert len(set(server._pids()) - before) >= 1
    finally:
        server.stop()
        del server.environment["GUNICORN_CMD_ARGS"]
        server.start()
