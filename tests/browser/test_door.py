"""No request of a test outlives it."""

import threading

import pytest

from tests.browser.door import Door


class Slow:
    """An answer that goes on until it is told to end."""

    def __init__(self):
        self.asked, self.may_end, self.told = threading.Event(), threading.Event(), []

    def __call__(self, environ, start_response):
        start_response("200 OK", [])
        self.asked.set()
        self.may_end.wait(10)
        return self

    def __iter__(self):
        self.told.append("told")
        yield b"told"

    def close(self):
        self.told.append("closed")


def ask(door, told):
    told += list(door({}, lambda status, headers: told.append(status)))


@pytest.fixture
def slow():
    return Slow()


def test_who_comes_when_the_door_is_shut_is_sent_away(slow):
    told = []
    ask(Door(slow), told)
    assert (told, slow.asked.is_set()) == (["503 Service Unavailable"], False)


def test_the_door_is_shut_once_who_is_inside_has_left(slow):
    door, told = Door(slow), []
    door.open()
    inside = threading.Thread(target=ask, args=(door, told))
    inside.start()
    slow.asked.wait(10)
    shutting = threading.Thread(target=door.shut)
    shutting.start()
    shutting.join(0.2)
    assert shutting.is_alive()
    late = []
    ask(door, late)
    slow.may_end.set()
    shutting.join(10)
    assert (shutting.is_alive(), door.inside) == (False, 0)
    assert (late, slow.told) == (["503 Service Unavailable"], ["told", "closed"])
    inside.join(10)
    assert told == ["200 OK", b"told"]


def test_the_door_is_not_shut_over_a_request_without_end(slow, monkeypatch):
    monkeypatch.setattr(Door, "PATIENCE", 0.05)
    door = Door(slow)
    door.open()
    inside = threading.Thread(target=ask, args=(door, []))
    inside.start()
    slow.asked.wait(10)
    with pytest.raises(AssertionError, match="1 requests did not end"):
        door.shut()
    slow.may_end.set()
    inside.join(10)
