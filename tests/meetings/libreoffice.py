"""LibreOffice itself, filling in a Word file: a macro of its own types in the cells and saves."""

import os
import shutil
import subprocess
from xml.sax.saxutils import escape

import pytest

from meetings.word import marks

MODULE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE script:module PUBLIC '
    '"-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
    'script:language="StarBasic">{}</script:module>'
)
# Each text goes over what stands in the cell of its bookmark, as one types. A fault ends it too:
# a dialogue would wait for somebody.
MACRO = """
Sub Fill
  On Error Goto Ended
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  kind(0).Name = "FilterName"
  kind(0).Value = "MS Word 2007 XML"
  page = StarDesktop.loadComponentFromURL({source}, "_blank", 0, hidden())
{calls}
  page.storeToURL({target}, kind())
  page.close(True)
Ended:
  StarDesktop.terminate()
End Sub

Sub TypeOver(page, bookmark, words)
  cell = page.Bookmarks.getByName(bookmark).Anchor.Text
  writer = cell.createTextCursor()
  writer.gotoStart(False)
  writer.gotoEnd(True)
  cell.insertString(writer, words, True)
End Sub
"""


def require():
    if shutil.which("soffice") is None:
        message = "LibreOffice est absent : apt-get install libreoffice-writer-nogui"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


def run(folder, *arguments):
    """`soffice` with a profile of its own in a folder: two at once do not meet."""
    require()
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--norestore", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603


def filled(content, texts, folder):
    """The bytes of a Word file after LibreOffice typed {key: text} into it, and saved it."""
    source, target = folder / "a.docx", folder / "b.docx"
    source.write_bytes(content)
    calls = "\n".join(
        f"  TypeOver(page, {_quoted(marks.bookmark_of(key))}, {_quoted(text)})"
        for key, text in texts.items()
    )
    macro = MACRO.format(
        source=_quoted(source.as_uri()), target=_quoted(target.as_uri()), calls=calls
    )
    run(folder, "--terminate_after_init")  # a new profile has an empty module
    module = folder / "home/user/basic/Standard/Module1.xba"
    module.write_text(MODULE.format(escape(macro)))
    run(folder, "macro:///Standard.Module1.Fill")
    return target.read_bytes()


def _quoted(text):
    lines = text.split("\n")
    return " & Chr(13) & ".join('"' + line.replace('"', '""') + '"' for line in lines)
