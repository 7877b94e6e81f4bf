"""What a telephone reads in the squares of a PDF, by a reader that is not of the one that draws."""

import io
import shutil
import subprocess

import pikepdf
import zxingcpp
from PIL import Image

RESOLUTION = 150  # dots per inch: a bad photocopy


def read_in(image):
    """The texts of all that is a code in an image (PNG bytes)."""
    with Image.open(io.BytesIO(image)) as opened:
        return [each.text for each in zxingcpp.read_barcodes(opened.convert("L"))]


def read_on_pages(content):
    """The same of each page of a PDF, as it is printed in black."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        count = len(pdf.pages)
    return [read_in(_drawn(content, number)) for number in range(1, count + 1)]


def _drawn(content, number):
    page = ["-f", str(number), "-l", str(number)]
    command = [shutil.which("pdftoppm"), "-png", "-gray", "-r", str(RESOLUTION), *page, "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout  # noqa: S603
