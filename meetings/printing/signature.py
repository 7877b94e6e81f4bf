"""Published PDFs are signed where the installation has a key, by a process of its own.

What reads keys, or PDFs from anywhere, is loaded by nothing that serves pages, and takes its memory
with it.
"""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings

from gtm.characters import normalised

SIGNER, ATTESTER, KEEPER, VERIFIER = (
    Path(__file__).with_name(f"{name}.py") for name in ("signer", "attester", "keeper", "verifier")
)
LIMIT = 60  # seconds; it takes one
GIVEN = ("PATH", "HOME", "LANG", "LC_", "LD_", "PYTHON")

logger = logging.getLogger(__name__)


class Unsigned(Exception):
    """The key is there and does not sign; the message says so in French."""

    def __init__(self):
        super().__init__(
            "Le PDF n’a pas pu être signé : rien n’est publié, rien n’est perdu. Prévenez "
            "l’administrateur, la clé de signature ne s’ouvre pas."
        )


def _told(program, content, secrets, limit=LIMIT):
    """What a program of ours says of bytes. Raises as `subprocess.run`."""
    env = {name: value for name, value in os.environ.items() if name.startswith(GIVEN)}
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-P", program],
        input=content,
        capture_output=True,
        check=True,
        timeout=limit,
        env=env | secrets,
    ).stdout


def _with_key(program, content):
    """The same of a program that opens the key. Raises `Unsigned`."""
    secrets = {"SIGNING_KEY": settings.SIGNING_KEY, "SIGNING_PASSWORD": settings.SIGNING_PASSWORD}
    try:
        return _told(program, content, secrets)
    except subprocess.CalledProcessError as error:
        logger.error("%s: %s", program.stem, error.stderr.decode()[-2_000:])
        raise Unsigned from None
    except subprocess.TimeoutExpired:
        logger.error("%s: no answer", program.stem)
        raise Unsigned from None


def signed(content):
    """(signed PDF bytes, name of who signs); where there is no key, the same bytes and "".

    The same PDF signed twice is two files: a signature tells its instant. Raises `Unsigned`.
    """
    if not settings.SIGNING_KEY:
        return content, ""
    name, _, whole = _with_key(SIGNER, content).partition(b"\n")
    return whole, name.decode()[:200]


def attested(text):
    """{algorithm, key, signature} by which a browser verifies a text (see `attester`).

    None where there is no key, where it does not open, or where no browser knows its kind.
    """
    if not settings.SIGNING_KEY:
        return None
    try:
        return json.loads(_with_key(ATTESTER, text.encode()))
    except Unsigned:
        return None


# --- The key itself ---


def fingerprint():
    """SHA-256 of our public key, in hexadecimal; "" where none opens.

    It is asked once for each file that holds it.
    """
    path = Path(settings.SIGNING_KEY)
    if not path.is_file():
        return ""
    try:
        return _fingerprint(path, path.stat().st_mtime_ns)
    except Unsigned:
        return ""


@lru_cache(maxsize=1)
def _fingerprint(path, changed_at):
    return _with_key(KEEPER, b"").decode()


# --- Signatures of PDFs that are not known ---

MARK = b"/ByteRange"  # no signature goes without: what has none is not looked into
PATIENCE = 20  # seconds; its process has ten of the processor
_readers = BoundedSemaphore(2)  # in each process of the server: who reads PDFs serves no pages


@dataclass(frozen=True)
class Verdict:
    """What holds of a signature.

    `kind`: "whole" (ours, nothing added), "changed" (ours, then bytes added), "other" (intact, by
    another key), "broken", "unread", "later" (too many at once: not looked at).
    """

    kind: str
    name: str = ""
    at: datetime | None = None  # as the machine says that signed; of ours only
    end: int = 0  # how many bytes were signed
    added: int = 0  # how many follow


def read(content):
    """The `Verdict` on the PDF bytes of a stranger; None where nothing is signed."""
    if MARK not in content:
        return None
    if not _readers.acquire(blocking=False):
        return Verdict("later")
    try:
        found = json.loads(_told(VERIFIER, content, {}, PATIENCE))
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return Verdict("unread")  # by its limits, or nobody's PDF
    finally:
        _readers.release()
    return _verdict(found, len(content))


def _verdict(found, size):
    """On the signature that says most of what we know: by our key, intact, the last."""
    ours = fingerprint()

    def weight(each):
        return each["key"] == ours, each["is_whole"], each["end"]

    if not found:
        return None
    best = max(found, key=weight)
    is_ours, is_whole, end = weight(best)
    told = {"name": normalised(best["name"])[:200], "end": end, "added": size - end}
    if not is_whole:
        return Verdict("broken", **told)
    if not is_ours:
        return Verdict("other", **told)
    at = datetime.fromisoformat(best["at"]) if best["at"] else None
    return Verdict("changed" if told["added"] else "whole", at=at, **told)
