"""Who may have a PDF made, and when. Each is made by a process of its own (`typeset.py`).

So it slows no thread that serves pages, gives its memory back and can be stopped. In each process
of the server one is made at a time and one more may wait; one person has one made at a time, in
all of them. Who comes then is told to try again: threads that wait for PDFs serve no pages.
"""

import base64
import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import BoundedSemaphore, Lock

from django.conf import settings

PROGRAM = Path(__file__).with_name("typeset.py")
ROOT = str(PROGRAM.parents[2])  # where it finds the modules beside it
REFUSED = 3  # its exit status
GIVEN = ("PATH", "HOME", "LANG", "LC_", "LD_", "PYTHON", "XDG_", "FONTCONFIG")  # no secret of ours
LIMIT = 120  # seconds that a PDF is waited for; its process has 60 of the processor
LATER = 10  # seconds after which to try again
KEPT, MOST = timedelta(days=1), 100_000_000  # of the proofs: how long, how many bytes

_turn = Lock()
# One is made, one waits; publishing has places of its own, so that it is not refused lightly.
_readers, _publishers = BoundedSemaphore(2), BoundedSemaphore(2)


class Later(Exception):
    """Not made; the message says why, and to try again, in French."""


class Refused(Exception):
    """The page asked for something that was not handed over: a photo, or an address."""


def printed(html, contents, sheets, person=None):
    """PDF bytes of a page (see `typeset.typeset`). Raises `Later`, `Refused`.

    `person` tells who looks at a proof, which is kept: the same page is not made twice. Without
    one it is for publication.
    """
    if person is None:
        with _place(_publishers):
            return typeset(html, contents, sheets)
    proof = _folder() / f"{_fingerprint(html, contents, sheets)}.pdf"
    if proof.exists():
        return proof.read_bytes()
    with _one_of(person), _place(_readers):
        content = typeset(html, contents, sheets)
    _keep(proof, content)
    return content


TOO_SLOW = (
    "Ce PDF a demandé trop de temps. Réessayez dans quelques minutes ; s’il ne vient toujours pas, "
    "raccourcissez le texte."
)


@contextmanager
def _place(places):
    if not places.acquire(blocking=False):
        raise Later("D’autres PDF sont en cours. Réessayez dans quelques secondes.")
    try:
        with _turn:
            yield
    finally:
        places.release()


@contextmanager
def _one_of(person):
    """The lock of a person, which another process sees too and which ends with this one."""
    path = _folder() / f"{person}.lock"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600)) as own:
        try:
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Later(
                "Le PDF que vous avez demandé avant est en cours. Réessayez dans quelques secondes."
            ) from None
        yield


def typeset(html, contents, sheets):
    """PDF bytes, from a process that is given nothing but the page."""
    encoded = {address: base64.b64encode(each).decode() for address, each in contents.items()}
    job = json.dumps({"html": html, "contents": encoded, "sheets": sheets})
    known = {name: value for name, value in os.environ.items() if name.startswith(GIVEN)}
    known["PYTHONPATH"] = os.pathsep.join(filter(None, [ROOT, known.get("PYTHONPATH")]))
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", PROGRAM],
            input=job.encode(),
            capture_output=True,
            timeout=LIMIT,
            env=known,
        )
    except subprocess.TimeoutExpired:
        raise Later(TOO_SLOW) from None
    if done.returncode == -signal.SIGXCPU:
        raise Later(TOO_SLOW)
    if done.returncode == REFUSED:
        raise Refused(done.stderr.decode())
    if done.returncode:
        raise RuntimeError(f"typeset: {done.returncode} {done.stderr.decode()[-2_000:]}")
    return done.stdout


# --- Proofs: the last ones stay for a day, under the hash of what they show ---


def _folder():
    folder = Path(settings.MEDIA_ROOT) / "epreuves"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _fingerprint(html, contents, sheets):
    shown = {address: hashlib.sha256(each).hexdigest() for address, each in contents.items()}
    whole = json.dumps([html, shown, sheets], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _keep(proof, content):
    """The file appears whole; the oldest ones make room."""
    part = proof.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    part.rename(proof)
    room = MOST
    for _, size, path in sorted(_files("*.pdf"), reverse=True):
        room -= size
        if room < 0:
            path.unlink(missing_ok=True)


def _files(pattern):
    """[(when, bytes, path)]; one that goes meanwhile is left out."""
    for path in _folder().glob(pattern):
        try:
            state = path.stat()
        except FileNotFoundError:
            continue
        yield state.st_mtime, state.st_size, path


def forget(now):
    """Drop what was printed more than a day ago; returns how many files."""
    old = [path for when, _, path in _files("*") if when < (now - KEPT).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
