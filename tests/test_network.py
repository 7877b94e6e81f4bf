"""The faults that other tests rely on are really there."""

import socket
import threading
import time
from http.client import BadStatusLine, HTTPConnection, IncompleteRead, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.network import PAGE, Network

BODY = b"x" * 2_000


class Page(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        type(self).asked += 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_):
        pass


@pytest.fixture
def network():
    Page.asked = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    network = Network(server.server_port)
    yield network
    network.close()
    server.shutdown()
    server.server_close()


def ask(network):
    connection = HTTPConnection("127.0.0.1", network.port, timeout=3)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    except (OSError, BadStatusLine, IncompleteRead, RemoteDisconnected) as fault:
        return type(fault).__name__
    finally:
        connection.close()


def test_fair_weather_passes_everything(network):
    assert ask(network) == BODY


def test_a_cut_network_answers_nothing_and_heals(network):
    network.turn("cut")
    assert (type(ask(network)), Page.asked) == (str, 0)
    network.turn("fair")
    assert ask(network) == BODY


def test_a_hanging_network_lets_one_wait(network):
    network.turn("hanging")
    assert (ask(network), Page.asked) == ("TimeoutError", 0)


def test_a_deaf_network_brings_the_question_and_loses_the_answer(network):
    network.turn("deaf")
    assert (type(ask(network)), Page.asked) == (str, 1)


def test_a_truncated_answer_is_not_whole(network):
    network.turn("truncated")
    assert (type(ask(network)), Page.asked) == (str, 1)


def test_a_portal_answers_in_the_place_of_the_server(network):
    network.turn("portal")
    assert (ask(network), Page.asked) == (PAGE, 0)


def test_a_connection_made_in_bad_weather_ends_with_it(network):
    network.turn("portal")
    with socket.create_connection(("127.0.0.1", network.port), timeout=3) as line:
        while not network.open:  # taken, not only waiting to be
            time.sleep(0.01)
        network.turn("fair")
        assert line.recv(1) == b""


def test_a_slow_network_passes_everything_late(network):
    network.rate, network.delay = 100_000, 0.01
    network.turn("slow")
    assert ask(network) == BODY


def test_the_connections_of_a_slow_network_share_it(network):
    network.rate, network.delay = 10_000, 0.0
    network.turn("slow")
    began = time.monotonic()
    askers = [threading.Thread(target=ask, args=(network,)) for _ in range(4)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    assert time.monotonic() - began > 4 * len(BODY) / network.rate
