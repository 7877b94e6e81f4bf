"""What the environment decides: each line is read by a process of its own, as in production."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gtm import variables

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


FAULTS = [
    ({"DEBUG": "peut-être"}, "DEBUG attend 1 (oui) ou 0 (non)."),
    ({"CONN_MAX_AGE": "-1"}, "CONN_MAX_AGE attend un nombre entier, de 0 à 86400."),
    ({"TRUSTED_PROXIES": "²"}, "TRUSTED_PROXIES attend un nombre entier, de 0 à 10."),
    ({"DATA_DIR": "donnees"}, "DATA_DIR attend un chemin entier, qui commence par /."),
    (
        {"SITE_URL": "gtm.example.ne"},
        "SITE_URL attend une adresse entière et sans chemin, comme https://gtm.example.ne.",
    ),
    (
        {"SITE_URL": "http://gtm.example.ne"},
        "SITE_URL doit commencer par https:// (http:// n’est permis que sur 127.0.0.1).",
    ),
    ({"DATABASE_URL": "mysql://h/b"}, "DATABASE_URL attend postgres://… ou sqlite:///…."),
    (
        {"DATABASE_URL": "postgres://h:port/b"},
        "DATABASE_URL ne se lit pas comme l’adresse d’une base de données.",
    ),
    (
        {"EMAIL_URL": "http://h"},
        "EMAIL_URL attend smtp+tls://nom:mot-de-passe@hôte:587, ou smtp+ssl://…:465.",
    ),
    (
        {"EMAIL_URL": "smtp://h:x"},
        "EMAIL_URL ne se lit pas comme l’adresse d’un serveur de courriels.",
    ),
    (
        {"DEFAULT_FROM_EMAIL": "GTM"},
        "DEFAULT_FROM_EMAIL attend une adresse, comme GTM <ne-pas-repondre@gtm.example.ne>.",
    ),
    (
        {"SIGNING_KEY": "/nulle/part.p12"},
        "SIGNING_KEY nomme un fichier qui n’existe pas, ou que l’application ne peut pas voir.",
    ),
    (
        {"BACKUP_TARGET": "ftp://h/x"},
        "BACKUP_TARGET attend /un/dossier, ssh://compte@hôte/un/dossier ou s3://seau/préfixe.",
    ),
    ({"BACKUP_KEEP": "7,5"}, "BACKUP_KEEP attend trois nombres\u00a0: jours, semaines, mois."),
    (
        {"SECRET_KEY": " "},
        "SECRET_KEY est absente\u00a0: `script/setup` en écrit une dans `.env`.",
    ),
    (
        {"DEMO": "x", "DEBUG": "y"},
        "DEMO attend 1 (oui) ou 0 (non).\nDEBUG attend 1 (oui) ou 0 (non).",
    ),
]


@pytest.mark.parametrize(("environment", "sentence"), FAULTS)
def test_a_wrong_variable_is_named(environment, sentence):
    with pytest.raises(variables.Wrong) as wrong:
        variables.read({"SECRET_KEY": "x" * 50} | environment)
    assert str(wrong.value) == sentence


def test_a_wrong_variable_stops_the_start_with_its_sentence_alone():
    surroundings = os.environ | {"DEBUG": "peut-être"}
    command = [sys.executable, "manage.py", "check"]
    found = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True)  # noqa: S603 - ours
    assert (found.returncode, found.stdout, found.stderr) == (
        1,
        "",
        "DEBUG attend 1 (oui) ou 0 (non).\n",
    )


def test_every_example_can_be_read(tmp_path):
    """But for the key file, which is no file here."""
    given = {each.name: each.example for each in variables.VARIABLES}
    key = tmp_path / "signature.p12"
    key.touch()
    files = {"SIGNING_KEY": str(key), "BACKUP_IDENTITY": str(key)}
    values = variables.read(given | files)
    assert {name for name, value in values.items() if value in (None, "", {})} == set()


def test_the_table_of_variables_is_made_from_the_code():
    readme = (ROOT / "deploy/README.md").read_text()
    assert (
        readme.partition("<!-- variables -->\n")[2].partition("\n<!-- fin -->")[0]
        == variables.table()
    )


def test_settings_read_every_variable_of_the_table_and_no_other():
    source = (ROOT / "gtm/settings.py").read_text()
    found = set(re.findall(r'env\["([A-Z_]+)"\]', source))
    assert found == {each.name for each in variables.VARIABLES}


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


def test_what_a_backup_keeps_of_the_variables_names_secrets_and_tells_none():
    told = {"SECRET_KEY": "clé", "DATABASE_URL": "postgres://u:p@h/b", "SITE_URL": "", "X": "y"}
    assert variables.shown(told | {"DEMO": "0"}) == {
        "SECRET_KEY": "…",
        "DATABASE_URL": "…",
        "DEMO": "0",
    }
    secrets = [each.name for each in variables.VARIABLES if each.is_secret]
    assert secrets == [
        "SECRET_KEY",
        "DATABASE_URL",
        "EMAIL_URL",
        "SIGNING_PASSWORD",
        "BACKUP_PASSPHRASE",
        "BACKUP_DATABASE_URL",
    ]
