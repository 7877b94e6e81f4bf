"""What the environment decides: each line is read by a process of its own, as in production."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOLD = """
import json, os, sys
os.umask(0o022)
from gtm import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def told(*names, **environment):
    """The settings that follow from `environment`; those of this machine's .env stay out."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", TOLD, *names]
    surroundings = bare | {"SECRET_KEY": "x" * 50, "DATABASE_URL": "", "SITE_URL": ""} | environment
    found = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, check=True)  # noqa: S603 - ours
    values = json.loads(found.stdout)
    return [values[name] for name in names]


@pytest.mark.parametrize("typed", ["https://gtm.example.ne", "https://gtm.example.ne/"])
def test_the_public_address_ends_without_a_slash(typed):
    found = told("SITE_URL", "CSRF_TRUSTED_ORIGINS", "ALLOWED_HOSTS", SITE_URL=typed)
    assert found == ["https://gtm.example.ne", ["https://gtm.example.ne"], ["gtm.example.ne"]]


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"SITE_URL": "https://gtm.example.ne"}, [31_536_000, False, False]),
        ({"SITE_URL": "https://x.ne", "HSTS_SUBDOMAINS": "1"}, [31_536_000, True, False]),
        ({"SITE_URL": "https://x.ne", "HSTS_PRELOAD": "1"}, [31_536_000, True, True]),
        ({"HSTS_PRELOAD": "1"}, [0, False, False]),
    ],
)
def test_what_binds_the_other_sites_of_a_domain_is_asked_for(environment, found):
    names = [f"SECURE_HSTS_{name}" for name in ("SECONDS", "INCLUDE_SUBDOMAINS", "PRELOAD")]
    assert told(*names, **environment) == found


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"DATABASE_URL": "postgres://u@h/b"}, [60, True]),
        ({"DATABASE_URL": "postgres://u@h/b", "CONN_MAX_AGE": "0"}, [0, True]),
        ({}, [0, False]),
    ],
)
def test_a_database_server_keeps_its_connections_and_looks_at_them(environment, found):
    [databases] = told("DATABASES", **environment)
    default = databases["default"]
    assert [default.get("CONN_MAX_AGE", 0), default.get("CONN_HEALTH_CHECKS", False)] == found


def test_files_are_read_by_the_application_alone(settings):
    assert (settings.FILE_UPLOAD_PERMISSIONS, settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS) == (
        0o600,
        0o700,
    )


def test_a_folder_of_data_that_was_open_is_closed_and_new_files_are_too(tmp_path):
    """By script/setup and gunicorn's own settings, which no test of the application passes."""
    (tmp_path / "data").mkdir(0o755)
    script = (ROOT / "script/setup").read_text()
    prepare = script.partition("<<PYTHON\n")[2].partition("\nPYTHON")[0]
    surroundings = os.environ | {"DATA_DIR": str(tmp_path / "data")}
    subprocess.run([sys.executable, "-c", prepare], cwd=ROOT, env=surroundings, check=True)  # noqa: S603 - ours
    served = "import runpy; runpy.run_path('script/gunicorn.py'); open(%r, 'w').close()"
    file = tmp_path / "data" / "db.sqlite3"
    subprocess.run([sys.executable, "-c", served % str(file)], cwd=ROOT, check=True)  # noqa: S603 - ours
    modes = [f"{path.stat().st_mode & 0o777:o}" for path in (tmp_path / "data", file)]
    assert modes == ["700", "600"]
