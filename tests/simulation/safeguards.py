"""What keeps the text safe, taken away one by one: the simulator must miss each."""

from contextlib import contextmanager


@contextmanager
def without(name):
    yield []
