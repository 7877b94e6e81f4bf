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
from PIL import Image, ImageFile

from meetings.writing import photos

MOST = 150  # MB that reading a photo may take, with the 15 that the process has before
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
    "webp": lambda: picture("RGBA", 2449, "WEBP", lossless=True),
    "webp with losses": lambda: picture("RGB", 2449, "WEBP"),
    "png": lambda: picture("RGBA", 3464, "PNG"),
    "png of 16 bits": lambda: deep(3464),
    "grey png of 16 bits": lambda: picture("I;16", 3464, "PNG"),
    "png without transparency": lambda: picture("RGB", 3464, "PNG"),
    "png with a palette": lambda: picture("P", 3464, "PNG"),
    "png with a transparent colour": lambda: picture("P", 3464, "PNG", transparency=0),
    "jpeg": lambda: picture("RGB", 6324, "JPEG", subsampling=0),
    "jpeg for printers": lambda: picture("CMYK", 6324, "JPEG"),
    "progressive jpeg": lambda: picture("RGB", 3464, "JPEG", progressive=True, subsampling=0),
}
REFUSED = {
    "webp": lambda: picture("RGBA", 6324, "WEBP", lossless=True),
    "webp without transparency": lambda: picture("RGB", 6324, "WEBP", lossless=True),
    "png": lambda: picture("RGBA", 6324, "PNG"),
    "png of 16 bits": lambda: deep(6324),
    "png without transparency": lambda: picture("RGB", 6324, "PNG"),
    "png with a palette": lambda: picture("P", 6324, "PNG"),
    "progressive jpeg": lambda: picture("RGB", 6324, "JPEG", progressive=True, subsampling=0),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_the_largest_picture_that_is_taken_needs_little_memory(kind):
    told, memory = peak(TAKEN[kind]())
    assert (told, memory <= MOST) == ("taken 1600 1600", True), memory


@pytest.mark.parametrize("kind", REFUSED)
def test_what_few_bytes_make_enormous_is_refused_by_its_head(kind):
    told, memory = peak(REFUSED[kind]())
    most = 6 if kind.startswith("webp") else 12
    wanted = f"plus de {most} millions de pixels. Réduisez la photo, ou envoyez-la en JPEG."
    assert (told, memory <= 60) == (wanted, True), memory


def read(content):
    return photos.reencoded(SimpleUploadedFile("photo.jpg", content))


def noisy(form, **options):
    out = io.BytesIO()
    Image.effect_noise((600, 400), 80).convert("RGB").save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    ("form", "options"),
    [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {})],
)
def test_a_photo_is_taken_whole_or_refused(monkeypatch, form, options, share):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    content = noisy(form, **options)
    assert read(content)[1:] == (600, 400)
    with pytest.raises(photos.NotAPhoto, match="ce n’est pas une photo"):
        read(content[: int(len(content) * share)])
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def test_grey_of_16_bits_keeps_its_shades():
    shades = struct.pack("<256H", *range(0, 65536, 256)) * 4
    out = io.BytesIO()
    Image.frombytes("I;16", (256, 4), shades).save(out, "PNG")
    content, *_ = read(out.getvalue())
    shown = Image.open(io.BytesIO(content)).convert("L").crop((0, 0, 256, 1)).tobytes()
    assert max(abs(shade - wanted) for wanted, shade in enumerate(shown)) <= 4


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
