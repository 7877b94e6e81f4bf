"""gunicorn's processes with waitress's sockets: a thread is taken by a request that is all here.

gunicorn's own threads read heads and bodies as slowly as they are sent, so that a dozen slow links
hold all of them. waitress reads and writes in one loop, but has one process and nobody to start it
again: gunicorn has.
"""

import io
import os
import time

from django.http import HttpRequest, parse_cookie
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server

from gtm import bodies, kept

GRACE = 30  # seconds in which a request has come, head and body,
SLOWEST = 500  # or else so many bytes in each further one: a poor 2G link has five times that

LINGER = 1  # seconds in which a request may be under way to a process that leaves


class Nowhere:
    """Takes the place of a body that is not kept."""

    def append(self, data):
        pass

    def getfile(self):
        return io.BytesIO()

    def close(self):
        pass

    def __len__(self):
        return 0


class Request(HTTPRequestParser):
    """Keeps no more of a body than its sender may send; the application then refuses it.

    What comes after is read and dropped: a browser that is cut off while it sends shows no answer.
    """

    most = None  # bytes, known with the head
    is_refused = False

    def __init__(self, adj):
        super().__init__(adj)
        self.began, self.arrived = time.monotonic(), 0

    def is_late(self, now):
        return now - self.began > GRACE + self.arrived / SLOWEST

    def received(self, data):
        consumed = super().received(data)
        self.arrived += consumed
        if self.body_rcv is None or self.error:
            return consumed
        if self.most is None:
            self.most = self._most()
        if not self.is_refused and max(self.content_length, self.body_bytes_received) > self.most:
            self._refuse()
        if self.is_refused and self.chunked:
            self.headers["CONTENT_LENGTH"] = str(self.body_bytes_received)
        return consumed

    def _most(self):
        asked = HttpRequest()
        asked.COOKIES = parse_cookie(self.headers.get("COOKIE", ""))
        kind = self.headers.get("CONTENT_TYPE", "").lower()
        return bodies.most(self.path, kept.account_of(asked), kind)

    def _refuse(self):
        self.is_refused = True
        self.body_rcv.buf.close()
        self.body_rcv.buf = Nowhere()
        if self.expect_continue:  # asked first, and nothing of the body is under way
            self.expect_continue, self.completed = False, True
            self.headers["CONNECTION"] = "close"


class Channel(HTTPChannel):
    parser_class = Request


class Buffering(Worker):
    """Serves until gunicorn says to stop, or as many requests as a process may."""

    def run(self):
        sockets = {}
        create_server(
            self._answer,
            map=sockets,
            sockets=[each.sock for each in self.sockets],
            threads=self.cfg.threads,
            connection_limit=self.cfg.worker_connections,
            channel_timeout=self.cfg.keepalive,
            backlog=self.cfg.backlog,
            max_request_header_size=32 * 1024,
            clear_untrusted_proxy_headers=False,  # the settings say whom to trust
            asyncore_use_poll=True,  # select() knows no more than 1,024 files
            ident=None,
        )
        servers = [each for each in sockets.values() if isinstance(each, BaseWSGIServer)]
        for server in servers:
            server.channel_class = Channel
        while self.alive and self._is_watched():
            self._turn(sockets)
        for server in servers:
            server.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < until and self._leave(sockets):
            self._turn(sockets)

    def _answer(self, environ, start_response):
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        return self.wsgi(environ, start_response)

    def _is_watched(self):
        return self.ppid == os.getppid()

    def _turn(self, sockets):
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=sockets, count=1)
        now = time.monotonic()
        for channel in _channels(sockets):
            if channel.request is not None and channel.request.is_late(now):
                channel.will_close = True

    def _leave(self, sockets):
        """Close the connections on which nothing is asked or answered; whether others are left."""
        channels, idle = _channels(sockets), time.time() - LINGER
        for channel in channels:
            is_busy = channel.requests or channel.request or channel.total_outbufs_len
            if not is_busy and channel.last_activity < idle:
                channel.will_close = True
        return bool(channels)


def _channels(sockets):
    return [each for each in sockets.values() if isinstance(each, HTTPChannel)]
