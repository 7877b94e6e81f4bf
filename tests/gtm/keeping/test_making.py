"""A backup: the base in one instant, each file once, sealed; or nothing at all."""

import json
import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from gtm.keeping import manifest, places, rotation, sealing, targets
from gtm.keeping.refusals import Refused
from gtm.models import TaskRun, User
from tests.factories import make_user
from tests.gtm.keeping.keep import KEEP, NAME, NOW, back_up, standing, store

pytestmark = pytest.mark.django_db(transaction=True)


def read(name=NAME):
    with targets.opened(settings.BACKUP_TARGET) as target:
        scratch = Path(settings.BACKUP_TARGET).parent
        return manifest.read(target, name, sealing.to_read(target, scratch), scratch)


def test_a_backup_says_what_it_holds():
    make_user("Amina")
    store("photos/2026/a.jpg", b"12345")
    made, found = back_up(), read()
    assert (made.name, made.files, made.new, made.removed, made.altered) == (NAME, 1, 1, 0, "")
    assert made.rows == sum(found["rows"].values())
    assert found["rows"]["gtm_user"] == 1
    assert found["engine"] == places.here().engine.NAME
    assert found["migrations"]["sessions"] == "0001_initial"
    assert found["settings"] == {"SITE_URL": "https://gtm.example.ne"}
    assert {path: each["size"] for path, each in found["files"].items()} == {"photos/2026/a.jpg": 5}


def test_nothing_of_it_can_be_read_without_the_key():
    make_user("Amina Souley")
    store("photos/2026/a.jpg", b"Amina Souley")
    back_up()
    content = standing()
    assert [name for name, each in content.items() if b"Amina" in each] == []
    [(parts, named)] = [(name, each) for name, each in content.items() if "parts" in name]
    assert parts == f"backups/{NAME}/parts.json"
    assert set(json.loads(named)) | {parts, f"backups/{NAME}/manifest.json.age"} == set(content)
    sealed = [each for name, each in content.items() if name != parts]
    assert [each[:22] for each in sealed] == [b"age-encryption.org/v1\n"] * len(sealed)


def test_a_file_goes_once_and_under_a_new_key_once_more(tmp_path):
    store("photos/2026/a.jpg", b"12345")
    assert (back_up().new, back_up(NOW + timedelta(days=1)).new) == (1, 0)
    store("photos/2026/b.jpg", b"12345")  # the same bytes
    store("photos/2026/c.jpg", b"67890")
    assert back_up(NOW + timedelta(days=2)).new == 1
    settings.BACKUP_RECIPIENTS = [str(sealing.x25519.Identity.generate().to_public())]
    assert back_up(NOW + timedelta(days=3)).new == 2


def test_what_is_only_passing_is_left_out():
    for path in ("envois/1/x-y", "epreuves/a.pdf", "pieces/2026/a.pdf.00ff.part"):
        store(path, b"1")
    assert back_up().files == 0


def test_old_backups_go_with_the_files_that_no_other_names():
    store("photos/2026/a.jpg", b"12345")
    back_up()
    (Path(settings.MEDIA_ROOT) / "photos/2026/a.jpg").unlink()
    store("photos/2026/b.jpg", b"67890")
    made = back_up(NOW + timedelta(days=1), keep=(1, 0, 0))
    assert made.removed == 1
    assert len(standing("files")) == 1
    assert {name.split("/")[1] for name in standing("backups")} == {"2026-03-02T02-00-00Z"}


def test_the_last_of_each_day_week_and_month_stays():
    days = [NOW - timedelta(days=number) for number in range(400)]
    names = sorted(f"{day:%Y-%m-%dT%H-%M-%SZ}" for day in days)
    assert sorted(name[:10] for name in rotation.kept(names, 3, 3, 3)) == [
        "2026-01-31",
        "2026-02-15",
        "2026-02-22",
        "2026-02-27",
        "2026-02-28",
        "2026-03-01",
    ]
    assert rotation.kept(names, 0, 0, 0) == {NAME}
    assert rotation.kept([], *KEEP) == set()


def test_what_a_kill_has_left_goes_with_the_next_backup(target):
    for name in ("backups/2026-02-01T02-00-00Z/parts.json", "files/00/ab/cd.age", "files/x.part"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(b"{}")
    back_up()
    assert {name.split("/")[1] for name in standing("backups")} == {NAME}
    assert standing("files") == {}


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return str(refused.value)


def test_two_at_once_are_one(tmp_path):
    with places.scratch(places.here().data, "backup"):
        assert refusal(back_up) == "Une autre sauvegarde est en cours."
    if connection.vendor == "postgresql":  # from another machine
        with places.turn(places.here()):
            assert refusal(back_up) == "Une autre sauvegarde est en cours."
    assert standing() == {}
    back_up()
    assert refusal(back_up) == f"Une sauvegarde {NAME} existe déjà."
    assert read()["name"] == NAME


def test_it_is_said_how_to_seal():
    settings.BACKUP_RECIPIENTS = []
    assert refusal(back_up) == (
        "Rien ne dit comment chiffrer\u00a0: donnez BACKUP_PASSPHRASE ou BACKUP_RECIPIENTS, ou "
        "BACKUP_UNENCRYPTED=1 pour laisser la sauvegarde lisible."
    )
    settings.BACKUP_RECIPIENTS = ["age1rien"]
    assert refusal(back_up) == "BACKUP_RECIPIENTS\u00a0: age1rien n’est pas une clé publique age."
    assert standing() == {}


def test_a_disk_that_is_not_there_is_no_target(target):
    target.rmdir()
    assert (
        refusal(back_up)
        == f"Le dossier {target} n’existe pas\u00a0: montez le disque, ou créez-le."
    )
    settings.BACKUP_TARGET = "ftp://h/x"
    assert refusal(back_up) == "ftp://h/x n’est pas une cible\u00a0: un dossier, ssh://… ou s3://…."
    settings.BACKUP_TARGET = ""
    assert refusal(back_up) == "Aucune cible\u00a0: donnez BACKUP_TARGET."


class Forgetful(targets.Folder):
    """A target that says yes, and keeps less."""

    def put(self, path, name):
        super().put(path, name)
        if name.startswith(self.forgets):
            os.truncate(self.root / name, 3)


@pytest.mark.parametrize("forgets", ["files/", "backups/"])
def test_a_target_that_keeps_less_than_was_put_is_found_at_once(monkeypatch, forgets):
    store("photos/2026/a.jpg", b"12345")
    monkeypatch.setitem(targets.KINDS, "", Forgetful)
    Forgetful.forgets = forgets
    assert refusal(back_up).endswith("n’est pas dans la cible tel qu’il y a été mis.")
    assert standing("backups") == {}


def test_the_command_notes_its_figures_and_its_refusals(settings):
    store("photos/2026/a.jpg", b"12345")
    settings.BACKUP_KEEP = KEEP
    call_command("backup", to=settings.BACKUP_TARGET)
    run = TaskRun.objects.get(name="backup")
    assert (run.is_good, run.figures["files"], run.figures["new"]) == (True, 1, 1)
    with pytest.raises(CommandError, match="ftp://h"):
        call_command("backup", to="ftp://h/x")
    run.refresh_from_db()
    assert (run.is_good, run.told) == (
        False,
        "ftp://h/x n’est pas une cible : un dossier, ssh://… ou s3://….",
    )


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Programs of PostgreSQL that are not those of this machine."""

    def write(name, text):
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")

    return write


needs_server = pytest.mark.skipif(connection.vendor == "sqlite", reason="PostgreSQL’s programs")


@needs_server
def test_a_client_older_than_the_server_is_refused(program):
    program("pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'")
    server = connection.pg_version // 10_000
    assert refusal(back_up) == (
        f"pg_dump 9 est plus ancien que PostgreSQL {server}\u00a0: "
        f"installez postgresql-client-{server}."
    )
    assert standing() == {}


@needs_server
def test_rows_that_the_copy_has_not_are_named(program):
    """As if a row level policy, or a fault, had kept some from pg_dump."""
    make_user("Amina")
    found = subprocess.run(["which", "pg_dump"], capture_output=True, text=True, check=True)  # noqa: S607
    program("pg_dump", f'exec {found.stdout.strip()} "$@" --exclude-table-data=gtm_user')
    assert refusal(back_up) == (
        "La copie n’est pas ce qu’était la base\u00a0: gtm_user a 0 ligne(s) au lieu de 1."
    )
    assert standing("backups") == {}
    assert User.objects.count() == 1
