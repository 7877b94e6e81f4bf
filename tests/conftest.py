"""Persons and surroundings shared by all tests."""

import logging
import os
import shutil
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from meetings.printing import press, typeset
from tests import engines, logged, unmigrated
from tests.factories import make_agency, make_group, make_membership, make_user


@pytest.hookimpl(tryfirst=True)  # before some are left out by their names
def pytest_collection_modifyitems(items):
    engines.share(items, Path(__file__).parent)


def pytest_configure():
    logged.open_folder()


@pytest.fixture(scope="session", autouse=True)
def _logged():
    """After Django has set its own handlers up."""
    handler = logged.listen()
    yield
    logging.getLogger().removeHandler(handler)
    handler.close()


@pytest.hookimpl(trylast=True)  # once the processes of xdist have ended
def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput"):
        return
    folder = Path(os.environ.pop(logged.FOLDER))
    session.config.lines_logged, session.config.lines_naming = logged.naming(folder)
    shutil.rmtree(folder)
    if session.config.lines_naming:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if named := getattr(config, "lines_naming", ()):
        terminalreporter.section("the log names somebody (tests/logged.py)", red=True)
        for line in named[:20]:
            terminalreporter.line(line[:2000])


def printed_here(html, contents, sheets):
    try:
        return typeset.typeset(html, contents, sheets)
    except typeset.Refused as refusal:
        raise press.Refused(str(refusal)) from refusal


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_use_migrations, django_db_blocker):
    """Mutants are tried on a database made without migrations."""
    if not django_db_use_migrations:
        with django_db_blocker.unblock():
            unmigrated.complete()


@pytest.fixture(autouse=True)
def _surroundings(settings, tmp_path, monkeypatch):
    """Files in a folder of the test's own; static files under their own names; plain passwords.

    PDFs are made in this process, which is a second faster for each.
    """
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    # A machine that is busy with tests notes nothing as slow, which would be queries more.
    settings.SLOW_PAGE_MS = settings.SLOW_QUERY_MS = 10**9
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # Required where it is tested, in tests/gtm/test_second_factor.py: elsewhere it is set up.
    settings.SECOND_FACTOR_REQUIRED = False
    # Where the process of its own is tested, in tests/meetings/test_press.py, it is put back.
    monkeypatch.setattr(press, "typeset", printed_here)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def group(db):
    return make_group()


@pytest.fixture
def other_group(db):
    return make_group("GTM/Agadez")


@pytest.fixture
def agency(db):
    return make_agency("OIM")


@pytest.fixture
def secretary(group):
    """Writes the minutes of `group`."""
    return make_membership(make_user("Amina"), "secretary", group=group).user


@pytest.fixture
def other_secretary(other_group):
    """Writes those of `other_group`."""
    return make_membership(make_user("Moussa"), "secretary", group=other_group).user


@pytest.fixture
def reviewer(db):
    """SP/CCM."""
    return make_membership(make_user("Rakia"), "reviewer").user


@pytest.fixture
def deputy(db):
    """Validates in SP/CCM's place."""
    return make_membership(make_user("Dari"), "deputy").user


@pytest.fixture
def partner(agency):
    """Belongs to the structure `agency`."""
    return make_membership(make_user("Paul"), "partner", agency=agency).user


@pytest.fixture
def administrator(db):
    return make_membership(make_user("Ali"), "administrator").user


@pytest.fixture
def outsider(db):
    """Has an account and no role."""
    return make_user("Omar")


@pytest.fixture
def client_of():
    """A browser in which a person has signed in: `client_of(secretary)`."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def freeze(monkeypatch):
    """Stop the clock at an instant: `freeze(datetime(2023, 1, 1, tzinfo=UTC))`."""
    return lambda instant: monkeypatch.setattr(timezone, "now", lambda: instant)


@pytest.fixture(scope="session")
def node():
    """The program that runs our browser modules without a browser."""
    program = shutil.which("node")
    if program is None:
        message = "Node est absent : apt-get install nodejs"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return program
