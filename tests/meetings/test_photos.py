"""Pictures made to take the server's memory or time."""

import io
import struct
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meetings.writing import photos

MOST = 300  # MB of a process that reads a photo, of which it has 15 before
READ = """
import io, sys
sys.path.insert(0, ".")
from meetings.writing import photos
source = io.BytesIO(sys.stdin.buffer.read())
source.size = len(source.getvalue())
try:
    print("taken", *photos.reencoded(source)[1:])
except photos.NotAPhoto as refusal:
    print(refusal)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def peak(content):
    """(what is answered, the most MB that a process of its own had meanwhile)."""
    done = subprocess.run([sys.executable, "-c", READ], input=content, capture_output=True)  # noqa: S603
    told, memory = done.stdout.decode().splitlines()
    return told, int(memory) // 1024


def picture(mode, side, form, **options):
    out = io.BytesIO()
    Image.new(mode, (side, side)).save(out, form, **options)
    return out.getvalue()


def deep(side):
    """A PNG of 16 bits a colour with transparency, which Pillow reads but does not write."""

    def chunk(kind, data):
        sum_ = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + sum_

    head = struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0)
    rows = zlib.compress(bytes(1 + side * 8) * side, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


TAKEN = {
    "webp": lambda: picture("RGBA", 4000, "WEBP", lossless=True),
    "png": lambda: picture("RGBA", 4000, "PNG"),
    "png of 16 bits": lambda: deep(4000),
    "png without transparency": lambda: picture("RGB", 6324, "PNG"),
    "png with a palette": lambda: picture("P", 6324, "PNG"),
    "jpeg": lambda: picture("RGB", 6324, "JPEG", progressive=True, subsampling=0),
}
REFUSED = {
    "webp": lambda: picture("RGBA", 6324, "WEBP", lossless=True),
    "webp without transparency": lambda: picture("RGB", 6324, "WEBP", lossless=True),
    "png": lambda: picture("RGBA", 6324, "PNG"),
    "png of 16 bits": lambda: deep(6324),
    "png with a transparent colour": lambda: picture("P", 6324, "PNG", transparency=0),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_the_largest_picture_that_is_taken_needs_little_memory(kind):
    told, memory = peak(TAKEN[kind]())
    assert (told, memory <= MOST) == ("taken 1600 1600", True), memory


@pytest.mark.parametrize("kind", REFUSED)
def test_what_few_bytes_make_enormous_is_refused_by_its_head(kind):
    told, memory = peak(REFUSED[kind]())
    wanted = "plus de 16 millions de pixels. Réduisez la photo, ou envoyez-la en JPEG."
    assert (told, memory <= 60) == (wanted, True), memory


def read(content):
    return photos.reencoded(SimpleUploadedFile("photo.jpg", content))


def repeated(content, times):
    """A progressive JPEG whose last pass over the pixels comes `times` more."""
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * times + content[-2:]


def test_a_jpeg_that_goes_over_its_pixels_for_ever_is_refused():
    plain = picture("L", 200, "JPEG", progressive=True)
    assert photos._scans(io.BytesIO(plain)) < 12
    assert read(repeated(plain, 50))[1:] == (200, 200)
    for times in (101, 200_000):
        with pytest.raises(photos.NotAPhoto, match="n’est pas celui d’un appareil photo"):
            read(repeated(plain, times))


def test_what_stands_behind_the_end_of_a_jpeg_or_in_its_remarks_is_no_pass():
    plain = picture("L", 200, "JPEG")
    note = b"\xff\xda" * 30_000
    noted = plain[:2] + b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note + plain[2:]
    assert read(noted + b"\xff\xda" * 1_000)[1:] == (200, 200)


def test_one_picture_is_unpacked_at_a_time(monkeypatch):
    small, within, most = photos._small, [], []

    def watched(picture):
        within.append(picture)
        most.append(len(within))
        threading.Event().wait(0.05)
        try:
            return small(picture)
        finally:
            within.pop()

    monkeypatch.setattr(photos, "_small", watched)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(read, [picture("RGB", 200, "JPEG")] * 4))
    assert most == [1, 1, 1, 1]


@pytest.mark.django_db
def test_a_browser_asks_for_the_kinds_that_are_read(client, meeting):
    for page in ("modifier/", "photos/"):
        found = client.get(f"/reunions/{meeting.pk}/{page}").content.decode()
        assert 'accept="image/jpeg,image/png,image/webp"' in found
