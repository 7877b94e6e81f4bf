"""Published PDFs are signed where the installation has a key, by a process of its own.

What reads keys is loaded by nothing that serves pages, and takes its memory with it.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

PROGRAM = Path(__file__).with_name("signer.py")
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


def signed(content):
    """(signed PDF bytes, name of who signs); where there is no key, the same bytes and "".

    The same PDF signed twice is two files: a signature tells its instant. Raises `Unsigned`.
    """
    if not settings.SIGNING_KEY:
        return content, ""
    env = {name: value for name, value in os.environ.items() if name.startswith(GIVEN)}
    env |= {"SIGNING_KEY": settings.SIGNING_KEY, "SIGNING_PASSWORD": settings.SIGNING_PASSWORD}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, PROGRAM],
            input=content,
            capture_output=True,
            check=True,
            timeout=LIMIT,
            env=env,
        )
    except subprocess.CalledProcessError as error:
        logger.error("signer: %s", error.stderr.decode()[-2_000:])
        raise Unsigned from None
    except subprocess.TimeoutExpired:
        logger.error("signer: no answer")
        raise Unsigned from None
    name, _, whole = done.stdout.partition(b"\n")
    return whole, name.decode()[:200]
