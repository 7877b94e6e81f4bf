"""A whole database goes to the other engine and back, and nothing of it has changed."""

import os
import shutil
import subprocess
import sys
import uuid

import pytest
from django.db import connection

from tests.serving import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("copying")]


def manage(url, *arguments, **options):
    """(exit code, what was told, what was refused) of a command on the database of an URL."""
    environment = os.environ | {"DATABASE_URL": url, "DEMO": "1"}
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        **options,
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The URL of a SQLite base with the demonstration."""
    url = f"sqlite:///{tmp_path_factory.mktemp('source')}/db.sqlite3"
    for line in ("migrate", "createcachetable", "load_reference", "load_axes", "load_demo"):
        assert manage(url, line)[0] == 0
    return url


@pytest.fixture
def empty(tmp_path):
    """The URL of an empty base of the engine on which the tests run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite3"
        return
    name, own = f"gtm_copy_{uuid.uuid4().hex[:12]}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    password = f":{own['PASSWORD']}" if own["PASSWORD"] else ""
    host = f"{own['HOST'] or '127.0.0.1'}:{own['PORT'] or 5432}"
    yield f"postgres://{own['USER']}{password}@{host}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


TOLD = """
import django
django.setup()
from gtm import copying
print([(model._meta.db_table, *copying.digest(model, "default")) for model in copying.tables()])
"""


def content(url):
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "gtm.settings"}
    command = [sys.executable, "-c", TOLD]
    return subprocess.run(  # noqa: S603 - ours
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_a_base_goes_there_and_back_unchanged_and_lives_on(source, empty, tmp_path):
    back = f"sqlite:///{tmp_path}/back.sqlite3"
    before = content(source)
    code, told, _ = manage(source, "copy_database", empty)
    assert (code, told.endswith("les fichiers restent où ils sont.")) == (0, True)
    assert content(empty) == before
    assert manage(empty, "copy_database", back)[0] == 0
    assert content(back) == before
    assert manage(empty, "rebuild_search")[1] == "Textes mis à l’index : 0."
    # New rows take numbers after those that came.
    line = ("create_administrator", "amina@example.org", "Amina")
    code, _, refused = manage(empty, *line, input="un long mot de passe\n" * 2)
    assert (code, refused) == (0, "")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://h/b", "L’adresse de la base attend postgres://… ou sqlite:///…."),
        ("postgres://x@127.0.0.1:9/b", "Cette base ne répond pas. Existe-t-elle ?"),
    ],
)
def test_a_wrong_target_is_named(url, sentence):
    code, _, refused = manage("", "copy_database", url)
    assert (code, refused) == (1, f"CommandError: {sentence}")


def test_a_base_that_holds_something_is_not_touched(source):
    sentence = "Cette base n’est pas vide. Donnez-en une où il n’y a rien."
    before = content(source)
    code, _, refused = manage(source, "copy_database", source)
    assert (code, refused, content(source)) == (1, f"CommandError: {sentence}", before)


MEANWHILE = """
import sys
import django
django.setup()
from django.db import connection, connections
from gtm import copying

connections.settings["target"] = connections.settings["default"] | {"NAME": sys.argv[1]}
compare = copying.differences

def after_a_write(source, target):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gtm_territory WHERE id = (SELECT max(id) FROM gtm_territory)")
    return compare(source, target)

copying.differences = after_a_write
try:
    copying.copy("default", "target")
except copying.Differs as found:
    print([(table, there - here) for table, (here, there) in found.tables.items()])
"""


def test_a_copy_that_differs_is_undone_and_says_where(source, tmp_path):
    """As when somebody writes between the copy and the comparison."""
    path = source.removeprefix("sqlite:///")
    for name in ("written", "target"):
        shutil.copy(path, tmp_path / f"{name}.sqlite3")
    url, target = f"sqlite:///{tmp_path}/written.sqlite3", f"sqlite:///{tmp_path}/target.sqlite3"
    before = content(target)
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "gtm.settings"}
    command = [sys.executable, "-c", MEANWHILE, str(tmp_path / "target.sqlite3")]
    told = subprocess.run(  # noqa: S603 - ours
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert told == "[('gtm_territory', 1)]\n"
    assert content(target) == before
