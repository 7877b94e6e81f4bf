"""Who may have an original read, and in what: each is read by a process of its own (`program.py`).

So it slows no thread that serves pages, gives its memory back and can be stopped. In each process
of the server one is read at a time. ODT becomes DOCX by LibreOffice, where it is installed.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from threading import Lock

from meetings.imports.reading import blocks, refusals
from meetings.imports.reading.refusals import Refused

ROOT = str(Path(__file__).parents[2])  # where the program finds the modules beside it
GIVEN = ("PATH", "HOME", "LANG", "LC_", "LD_", "PYTHON", "XDG_")  # no secret of ours
LIMIT, OFFICE_LIMIT = 40, 60  # seconds that are waited
# What a document may name outside itself: LibreOffice would go and fetch it.
_OUTSIDE = re.compile(rb'(xlink:href=)"(?!#|Pictures/|\./)[^"]*"')

_turn = Lock()


def read(content):
    """The `Reading` of an original, from its bytes. Raises `Refused`."""
    with _turn:
        if refusals.kind_of(content) == "odt":
            content = _as_docx(content)
        told = _told(content)
    if "refused" in told:
        raise Refused(told["refused"])
    return blocks.restored(told)


def _told(content):
    known = {name: value for name, value in os.environ.items() if name.startswith(GIVEN)}
    known["PYTHONPATH"] = os.pathsep.join(filter(None, [ROOT, known.get("PYTHONPATH")]))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "meetings.imports.reading.program"],
            input=content,
            capture_output=True,
            timeout=LIMIT,
            env=known,
        )
    except subprocess.TimeoutExpired:
        return {"refused": refusals.TOO_SLOW}
    if done.returncode:  # stopped by its limits
        return {"refused": refusals.TOO_SLOW if done.returncode < 0 else refusals.TOO_LARGE}
    return json.loads(done.stdout)


def _as_docx(content):
    office = shutil.which("soffice")
    if not office:
        raise Refused(refusals.NO_OFFICE)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "original.odt")
        source.write_bytes(_inward(content))
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        try:
            subprocess.run(  # noqa: S603 - an archive whose parts were looked at
                [*command, "--convert-to", "docx", "--outdir", folder, source],
                capture_output=True,
                timeout=OFFICE_LIMIT,
                env={"PATH": os.environ.get("PATH", ""), "HOME": folder},
            )
        except subprocess.TimeoutExpired:
            raise Refused(refusals.TOO_SLOW) from None
        made = source.with_suffix(".docx")
        if not made.exists():
            raise Refused(refusals.DAMAGED)
        return made.read_bytes()


def _inward(content):
    """The same ODT that names nothing outside itself."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w") as written:
        for part in packed.infolist():
            data = packed.read(part)
            if part.filename.endswith(".xml"):
                data = _OUTSIDE.sub(rb'\1""', data)
            written.writestr(part, data)
    return made.getvalue()
