"""There and back: what was published is again, and what was removed since is not."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from gtm.keeping import making, postgresql, restoring
from gtm.models import Member, Removal, TaskRun
from tests.factories import make_agency, make_meeting, publish
from tests.gtm.keeping.keep import NAME, NOW, back_up, empty_place, restore, store

pytestmark = pytest.mark.django_db(transaction=True)
TALLIED = ("gtm_user", "gtm_member", "gtm_removal", "meetings_publication")


@pytest.fixture
def published(group, secretary, reviewer):
    return publish(make_meeting(group, secretary), reviewer)


def counted(place):
    rows = place.engine.rows(place.config)
    return [rows[table] for table in TALLIED]


def read(place):
    return {
        path.relative_to(place.files).as_posix(): path.read_bytes()
        for path in place.files.rglob("*")
        if path.is_file()
    }


def test_what_was_kept_is_put_back_without_what_was_removed_since(published, group, tmp_path):
    member = Member.objects.create(
        group=group, agency=make_agency("OIM"), since=published.meeting.date
    )
    store("pieces/2026/a.pdf", b"removed")
    store("photos/2026/a.jpg", b"12345")
    back_up()
    Removal.note(NOW, member, "pieces/2026/a.pdf")
    member.delete()
    default_storage.delete("pieces/2026/a.pdf")
    making.tell_removals(NOW + timedelta(days=3))
    with empty_place(tmp_path) as place:
        found, told = restore(place)
        assert (found["name"], told) == (NAME, "Effacements rejoués\u00a0: 2.")
        assert counted(place) == [2, 0, 2, 1]
        kept = read(place)
        assert kept.pop("photos/2026/a.jpg") == b"12345"
        with default_storage.open(
            f"publications/{published.sha256[:2]}/{published.sha256}.pdf"
        ) as pdf:
            assert kept == {pdf.name.removeprefix(f"{settings.MEDIA_ROOT}/"): pdf.read()}


def test_a_restoration_that_was_killed_before_its_end_is_ended_by_a_second_try(
    published, tmp_path, monkeypatch
):
    """As if killed where it is at its last step: the base is there, and was not looked through."""
    back_up()
    with empty_place(tmp_path) as place:
        place.files.mkdir(parents=True)
        (place.files / "half.pdf").write_bytes(b"%PDF")
        (place.files / restoring.MARK).write_text(NAME)
        restore(place)
        assert counted(place)[3] == 1
        assert "half.pdf" not in read(place)
        (place.files / restoring.MARK).write_text(NAME)
        restore(place)
        assert counted(place)[3] == 1
        assert restoring.MARK not in read(place)


def test_the_drill_leaves_its_figures_and_nothing_else(published):
    back_up()
    call_command("restore_drill", source=settings.BACKUP_TARGET)
    run = TaskRun.objects.get(name="restore_drill")
    assert (run.is_good, run.figures["files"]) == (True, 1)
    assert (
        run.told
        == f"Essai de restauration réussi : {NAME}, {run.figures['rows']} ligne(s), 1 fichier(s)."
    )
    assert not (settings.DATA_DIR / "drill.tmp").exists()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%_essai'")
            assert cursor.fetchone() == (0,)


def test_what_was_altered_before_the_backup_is_told_by_it(published):
    path = f"publications/{published.sha256[:2]}/{published.sha256}.pdf"
    default_storage.delete(path)
    store(path, b"%PDF-1.4 altered")
    with pytest.raises(CommandError) as refusal:
        call_command("backup", to=settings.BACKUP_TARGET)
    name = TaskRun.objects.get(name="backup").told.split()[1]
    assert str(refusal.value) == (
        f"Sauvegarde {name} faite, mais\u00a0: 1 document(s) altéré(s) ou manquant(s), "
        "sur 1 version(s)."
    )


def test_a_target_without_backup_fails_the_drill():
    with pytest.raises(CommandError) as refusal:
        call_command("restore_drill", source=settings.BACKUP_TARGET)
    assert str(refusal.value) == "La cible n’a aucune sauvegarde."


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a server makes its bases")
def test_a_drill_without_the_right_to_make_a_base_says_so():
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS gtm_sans_droit")
        cursor.execute("CREATE ROLE gtm_sans_droit LOGIN")
    config = connection.settings_dict | {"USER": "gtm_sans_droit"}
    try:
        with pytest.raises(restoring.Refused) as refusal, postgresql.beside(config):
            pass
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE gtm_sans_droit")
    assert str(refusal.value) == (
        "L’essai demande une base à côté\u00a0: donnez CREATEDB à l’utilisateur gtm_sans_droit de "
        "PostgreSQL."
    )
