"""What is no backup any more is named before anything is touched."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pyrage import x25519

from gtm.keeping import manifest, places, postgresql, sqlite
from gtm.keeping.places import Place
from gtm.keeping.refusals import Refused
from tests.gtm.keeping.keep import NAME, back_up, empty_place, restore, standing, store

pytestmark = pytest.mark.django_db(transaction=True)
BACKUP = f"backups/{NAME}"


@pytest.fixture
def backup(target):
    """Of one file; `path` finds what stands in the target by a piece of its name."""
    store("photos/2026/a.jpg", b"12345" * 100)
    back_up()

    def path(piece):
        [found] = [name for name in standing() if piece in name]
        return target / found, found

    return path


@pytest.fixture
def refused(tmp_path):
    """Try to restore; the answer, once it is known that nothing was put there."""

    def act(name=NAME):
        with empty_place(tmp_path) as place:
            with pytest.raises(Refused) as refusal:
                restore(place, name)
            assert place.engine.is_empty(place.config)
            assert not place.files.exists()
            assert not (place.data / "restore.tmp").exists()
        return str(refusal.value)

    return act


def test_a_part_that_is_missing(backup, refused):
    path, name = backup("files/")
    path.unlink()
    assert refused() == f"Partie manquante\u00a0: {name}."


@pytest.mark.parametrize("piece", ["files/", "database"])
def test_a_part_that_is_truncated(backup, refused, piece):
    path, name = backup(piece)
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-7])
    assert refused() == f"Partie tronquée\u00a0: {name} a {size - 7} octets au lieu de {size}."


def altered(path):
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)


def test_a_file_that_is_altered(backup, refused):
    path, name = backup("files/")
    altered(path)
    assert refused() == f"Partie altérée\u00a0: {name} n’est plus ce qui a été chiffré."
    path.write_bytes(path.read_bytes() + b"1")
    size = path.stat().st_size
    assert refused() == f"Partie altérée\u00a0: {name} a {size} octets au lieu de {size - 1}."


def test_a_base_that_is_altered(backup, refused):
    path, name = backup("database")
    altered(path)
    assert refused() == f"Partie altérée\u00a0: {name} n’a plus l’empreinte du manifeste."


def test_a_manifest_that_is_altered(backup, refused):
    path, name = backup("manifest")
    altered(path)
    assert refused() == f"Sauvegarde altérée\u00a0: {name} n’est plus ce qui a été écrit."


def test_another_key(backup, refused, tmp_path):
    (tmp_path / "age.txt").write_text(str(x25519.Identity.generate()))
    assert refused() == "Cette sauvegarde est chiffrée pour une autre clé que les vôtres."
    (tmp_path / "age.txt").write_text("AGE-SECRET-KEY-RIEN")
    assert refused() == "BACKUP_IDENTITY ne contient pas de clé age lisible."
    settings.BACKUP_IDENTITY = ""
    assert refused() == (
        "Cette sauvegarde est chiffrée\u00a0: donnez BACKUP_PASSPHRASE, ou BACKUP_IDENTITY (le "
        "fichier de la clé age)."
    )


def test_a_passphrase_that_is_wrong(target, refused):
    settings.BACKUP_RECIPIENTS, settings.BACKUP_IDENTITY = [], ""
    settings.BACKUP_PASSPHRASE = "six mots au hasard"
    back_up()
    settings.BACKUP_PASSPHRASE = "six mots de hasard"
    wrong = "La phrase de passe est fausse\u00a0: elle n’ouvre pas cette sauvegarde."
    assert refused() == wrong
    with pytest.raises(Refused) as refusal:
        back_up()
    assert str(refusal.value) == wrong
    settings.BACKUP_PASSPHRASE = "six mots au hasard"
    altered(target / "key.age")
    assert refused() == "Clé altérée\u00a0: key.age, que la phrase de passe devrait ouvrir."
    (target / "key.age").unlink()
    assert refused() == (
        "La clé key.age manque dans la cible\u00a0: la phrase de passe n’ouvre rien sans elle."
    )


def test_a_plain_backup_is_believed_only_where_that_is_said(backup, refused, target):
    settings.BACKUP_UNENCRYPTED = True
    back_up_again(target)
    settings.BACKUP_UNENCRYPTED = False
    assert refused() == (
        f"{BACKUP}/manifest.json n’est pas chiffré\u00a0: BACKUP_UNENCRYPTED=1 le lit quand même."
    )


def back_up_again(target):
    for path in (target / BACKUP).iterdir():
        path.unlink()
    back_up()


@pytest.fixture
def told(backup, target):
    """Change what a plain manifest says."""
    settings.BACKUP_UNENCRYPTED = True
    back_up_again(target)
    path = target / BACKUP / "manifest.json"

    def change(**values):
        path.write_text(json.dumps(json.loads(path.read_bytes()) | values))

    return change


def test_what_is_no_backup(told, refused, target):
    path = target / BACKUP / "manifest.json"
    assert refused("hier") == "Il n’y a pas de sauvegarde hier dans la cible."
    not_one = f"{NAME} n’est pas une sauvegarde\u00a0: son manifeste"
    told(name="autre")
    assert refused() == f"{not_one} est incomplet."
    for content in ("[1]", "{}", "PK", ""):
        path.write_text(content)
        assert refused() == f"{not_one} ne se lit pas."


def test_a_backup_newer_than_the_program(told, refused):
    told(migrations={"gtm": "9999_later"})
    assert refused() == (
        "Cette sauvegarde est plus récente que ce programme, qui ne connaît pas gtm 9999_later."
    )
    told(format=manifest.FORMAT + 1)
    assert refused() == f"La sauvegarde {NAME} est plus récente que ce programme."


def test_another_engine(told, refused):
    mine, other = places.here().engine.NAME, "Oracle"
    told(engine=other)
    assert refused() == (
        f"Cette sauvegarde est d’une base {other}\u202f; DATABASE_URL nomme une base {mine}."
    )


@pytest.mark.skipif(connection.vendor == "sqlite", reason="PostgreSQL’s programs")
def test_a_server_or_a_client_older_than_the_backup(told, refused):
    told(client=99)
    assert refused() == (
        "pg_restore 15 est plus ancien que PostgreSQL 99\u00a0: installez postgresql-client-99."
    ).replace("15", str(postgresql._client("pg_restore")))


def test_rows_that_are_not_in_the_base(told, refused, target):
    rows = json.loads((target / BACKUP / "manifest.json").read_bytes())["rows"]
    told(rows=rows | {"gtm_user": 3})
    assert refused() == (
        "La copie n’est pas ce qu’était la base\u00a0: gtm_user a 0 ligne(s) au lieu de 3."
    )


def test_nothing_is_restored_over_something(backup, tmp_path):
    here = places.here()
    with pytest.raises(Refused) as refusal:
        restore(here)
    files = Path(settings.MEDIA_ROOT)
    assert str(refusal.value) == (
        f"Le dossier {files} n’est pas vide\u00a0: rien n’est restauré par-dessus."
    )
    if here.engine is sqlite:
        (tmp_path / "full").mkdir()
        here = Place(here.config | {"NAME": str(tmp_path / "full" / "db.sqlite3")}, tmp_path)
        (tmp_path / "full" / "db.sqlite3").write_bytes(b"not a base, and not empty" * 100)
    with pytest.raises(Refused) as refusal:
        restore(Place(here.config, tmp_path / "elsewhere"))
    assert str(refusal.value) == "La base n’est pas vide\u00a0: rien n’est restauré par-dessus."
