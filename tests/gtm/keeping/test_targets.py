"""The same four verbs in a folder, on another machine, in a bucket."""

import asyncio
import gc
import os
import threading
from contextlib import contextmanager

import asyncssh
import boto3
import pytest
from django.conf import settings
from moto.server import ThreadedMotoServer

from gtm.keeping import targets
from gtm.keeping.refusals import Refused
from tests.gtm.keeping.keep import NAME, back_up, empty_place, restore, store

pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


async def _over(loop):
    """The sessions that clients have left end too."""
    left = asyncio.all_tasks(loop) - {asyncio.current_task()}
    for each in left:
        each.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await asyncio.sleep(0.2)  # for their sockets


@contextmanager
def machine(tmp_path, monkeypatch, is_known=True):
    """An SFTP server of this process; what is known of it stands in a home of the test's own."""
    home, root = tmp_path / "home", tmp_path / "there"
    (home / ".ssh").mkdir(parents=True)
    (root / "gtm").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    host, own = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    own.write_private_key(home / ".ssh" / "id_ed25519")
    own.write_public_key(tmp_path / "authorized")
    loop = asyncio.new_event_loop()

    def chrooted(channel):
        return asyncssh.SFTPServer(channel, chroot=os.fsencode(root))

    async def serve():
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host],
            authorized_client_keys=str(tmp_path / "authorized"),
            sftp_factory=chrooted,
        )

    # In a thread: that of the tests has the loop of whoever drives a browser.
    (thread := threading.Thread(target=loop.run_forever)).start()
    server = asyncio.run_coroutine_threadsafe(serve(), loop).result()
    port = server.get_port()
    if is_known:
        public = host.export_public_key().decode().strip()
        (home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{port} {public}\n")
    try:
        yield f"ssh://gtm@127.0.0.1:{port}/gtm"
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_over(loop), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        gc.collect()  # sockets that asyncssh leaves to it are told to this test, not the next


@contextmanager
def bucket(tmp_path, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "essai")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    port = server.get_host_and_port()[1]
    settings.BACKUP_ENDPOINT = f"http://127.0.0.1:{port}"
    s3 = boto3.client("s3", endpoint_url=settings.BACKUP_ENDPOINT)
    s3.create_bucket(Bucket="coffre")
    s3.close()
    try:
        yield "s3://coffre/gtm"
    finally:
        server.stop()


@contextmanager
def folder(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    yield f"{tmp_path}/there"


@pytest.fixture(params=[folder, machine, bucket], ids=["folder", "machine", "bucket"])
def address(request, tmp_path, monkeypatch):
    with request.param(tmp_path, monkeypatch) as found:
        yield found


def test_what_is_put_is_listed_given_back_and_removed(address, tmp_path):
    part, back = tmp_path / "part", tmp_path / "back"
    with targets.opened(address) as target:
        assert target.sizes("files") == {}
        for name, content in (("files/a/b", b"12345"), ("files/c", b""), ("filesystem", b"1")):
            part.write_bytes(content)
            target.put(part, name)
        assert target.sizes("files") == {"files/a/b": 5, "files/c": 0}
        part.write_bytes(b"678")
        target.put(part, "files/a/b")  # in its place
        target.get("files/a/b", back)
        assert back.read_bytes() == b"678"
        for _ in range(2):
            target.remove("files/a/b")
        assert target.sizes("files") == {"files/c": 0}
        with pytest.raises(targets.Missing):
            target.get("files/a/b", back)


@pytest.mark.django_db(transaction=True)
def test_a_backup_goes_there_and_is_read_back(address, tmp_path):
    settings.BACKUP_TARGET = address
    store("photos/2026/a.jpg", b"12345")
    assert back_up().new == 1
    with targets.opened(address) as target:
        [name] = target.sizes("files")
        target.remove(name)
    with empty_place(tmp_path) as place, pytest.raises(Refused) as refusal:
        restore(place, NAME)
    assert str(refusal.value) == f"Partie manquante\u00a0: {name}."


def told(address):
    with pytest.raises(Refused) as refusal, targets.opened(address):
        pass
    return str(refusal.value)


def test_a_machine_that_is_not_known_gets_nothing(tmp_path, monkeypatch):
    with machine(tmp_path, monkeypatch, is_known=False) as address:
        port = address.split(":")[2].split("/")[0]
        assert told(address) == (
            f"La cible {address} ne répond pas\u00a0: "
            f"Server '[127.0.0.1]:{port}' not found in known_hosts."
        )


def test_a_folder_that_the_machine_has_not(tmp_path, monkeypatch):
    with machine(tmp_path, monkeypatch) as address:
        found = told(f"{address}/rien")
    assert found == "Le dossier /gtm/rien n’existe pas sur 127.0.0.1."


def test_a_machine_that_is_off():
    found = told("ssh://gtm@127.0.0.1:1/gtm")
    assert found.startswith("La sauvegarde ne peut être écrite ni lue\u00a0: ")


def test_a_bucket_that_is_not_there(tmp_path, monkeypatch):
    with bucket(tmp_path, monkeypatch):
        assert told("s3://rien/gtm").startswith("La cible s3://rien/gtm ne répond pas\u00a0: ")
