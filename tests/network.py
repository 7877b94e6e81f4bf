"""A bad network between a browser and the server: a TCP proxy whose faults are switched on and off.

The browser driver's own « offline » does not reach service workers; this does. All of it is on the
loopback.
"""

import contextlib
import random
import socket
import threading
import time
from queue import Queue

from tests.serving import free_port

PAGE = b"<!doctype html><h1>Achetez un bon</h1>"
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
)
# A phone's, as the benches have them: {name: (rate, delay, loss) of a `Network`}.
LINKS = {
    "250 kbit/s, 300 ms": (31_250, 0.3, 0.0),
    "30 kbit/s, 300 ms, 10 % lost": (3_750, 0.3, 0.1),
}


class Network:
    """Listens on `port` and passes bytes on to `server_port`, as well as `weather` allows.

    fair      everything passes
    cut       no connection is made, those there are end
    hanging   connections are taken, nothing ever comes back
    deaf      what the browser sends arrives, the answers are thrown away and the connection cut
    truncated the first 120 bytes of an answer pass, then the connection is cut
    portal    whatever is asked, a page of somebody else answers 200
    slow      `rate` bytes a second each way, whatever the connections, each packet `delay` seconds
              on its way; of the packets, `loss` are lost and come when they were sent again, a
              second later, and those behind them wait
    """

    WEATHERS = ("fair", "cut", "hanging", "deaf", "truncated", "portal", "slow")

    AGAIN = 1.0  # seconds, as TCP waits before it repeats a lost packet
    PACKET = 1_460  # bytes

    def __init__(self, server_port, rate=4_000, delay=0.3, loss=0.0):
        self.server_port, self.rate, self.delay, self.loss = server_port, rate, delay, loss
        self.chance = random.Random(1)
        self.port, self.weather, self.passed = free_port(), "fair", 0
        self.open, self.lock = set(), threading.Lock()
        self.ways = {is_answer: Way() for is_answer in (False, True)}
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def turn(self, weather):
        """Change the weather; what was under way under the former one ends."""
        assert weather in self.WEATHERS
        former, self.weather = self.weather, weather
        if {former, weather} - {"fair", "slow"}:
            self.drop()

    def drop(self):
        with self.lock:
            pairs, self.open = self.open, set()
        for each in pairs:
            _close(each)

    def close(self):
        _close(self.listener)
        self.drop()

    def _listen(self):
        while True:
            try:
                browser, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser):
        with self.lock:
            self.open.add(browser)
        if self.weather == "cut":
            return _close(browser)
        if self.weather == "hanging":
            return None
        if self.weather == "portal":
            return self._mislead(browser)
        try:
            server = socket.create_connection(("127.0.0.1", self.server_port), timeout=5)
        except OSError:
            return _close(browser)
        server.settimeout(None)
        with self.lock:
            self.open.add(server)
        threading.Thread(target=self._pass, args=(browser, server, False), daemon=True).start()
        return self._pass(server, browser, True)

    def _mislead(self, browser):
        with contextlib.suppress(OSError):
            browser.recv(65_536)
            browser.sendall(PORTAL)
        _close(browser)

    def _pass(self, source, target, is_answer):
        """Carry bytes one way until one side ends or the weather forbids it."""
        under_way = Queue()
        bringer = threading.Thread(target=self._bring, args=(under_way, target), daemon=True)
        bringer.start()
        with contextlib.suppress(OSError):
            while piece := source.recv(self.PACKET if self.weather == "slow" else 16_384):
                if is_answer and self.weather == "deaf":
                    break
                if is_answer and self.weather == "truncated":
                    under_way.put((0, piece[:120]))
                    break
                under_way.put((self._arrival(piece, is_answer), piece))
        under_way.put((0, b""))
        bringer.join()
        _close(source)
        _close(target)

    def _arrival(self, piece, is_answer):
        """When a piece reaches the other side; returns once it has left this one."""
        if self.weather != "slow":
            return 0
        self.ways[is_answer].carry(len(piece) / self.rate)
        lost = self.chance.random() < self.loss
        return time.monotonic() + self.delay + lost * self.AGAIN

    def _bring(self, under_way, target):
        while True:
            at, piece = under_way.get()
            if not piece:
                return
            time.sleep(max(0, at - time.monotonic()))
            with contextlib.suppress(OSError):
                target.sendall(piece)
                self.passed += len(piece)


class Way:
    """One direction of a link: what all its connections send goes one behind the other."""

    def __init__(self):
        self.free, self.lock = 0.0, threading.Lock()

    def carry(self, seconds):
        """Take the link for so long, once those before have done; returns when it is free again."""
        with self.lock:
            self.free = max(self.free, time.monotonic()) + seconds
            until = self.free
        time.sleep(max(0, until - time.monotonic()))


def _close(connection):
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
