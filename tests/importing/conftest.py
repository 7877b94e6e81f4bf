"""Shared by the tests of imports."""

import json

import pytest

from meetings.imports import process
from meetings.imports.reading import program


@pytest.fixture
def read_here(monkeypatch):
    """In this process, which is half a second faster for each; see test_reading.py."""
    monkeypatch.setattr(
        process, "_told", lambda content: json.loads(json.dumps(program.answer(content)))
    )
