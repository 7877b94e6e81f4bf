"""Uploaded pictures become small JPEGs without metadata: nobody's position leaves the camera."""

import io
import re
from contextlib import contextmanager
from threading import Lock

from PIL import Image, ImageFile, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPT = ",".join(f"image/{name.lower()}" for name in FORMATS)  # what a browser asks for
NAMES = "JPEG, PNG ou WebP"
KIND, SUFFIX = "image/jpeg", ".jpg"  # what they become
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000  # of a JPEG as cameras write it, which is unpacked in strips
# Of what is held whole before it is made small, at 8 to 16 bytes a pixel: all fit in 150 MB.
MAX_WHOLE = {"JPEG": 12_000_000, "PNG": 12_000_000, "WEBP": 6_000_000}
MAX_SCANS = 100  # passes of a progressive JPEG, which has about ten: each goes over all pixels
MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")  # of a part of a JPEG
MAX_SIDE = 1600  # pixels: 24 cm at 170 dpi, more than an A4 page shows
GOAL_BYTES = 150_000
TOO_LARGE = "plus de 40 millions de pixels. Réduisez la photo."
TOO_WHOLE = "plus de {} millions de pixels. Réduisez la photo, ou envoyez-la en JPEG."
TOO_MANY_SCANS = "ce JPEG n’est pas celui d’un appareil photo. Enregistrez-le à nouveau."
UNREADABLE = f"ce n’est pas une photo {NAMES} lisible."

_one = Lock()  # unpacked at a time in a process


class NotAPhoto(Exception):
    """The bytes are refused; the message says why and what to do, in French."""


def reencoded(source):
    """(JPEG bytes, width, height) of an uploaded file object, at most 1600 px and about 150 kB.

    Raises `NotAPhoto`. The size in pixels is read from the head of the file, before anything is
    unpacked: a picture of 40 kB can hold 40 GB of pixels.
    """
    if source.size > MAX_BYTES:
        raise NotAPhoto("plus de 15 Mo. Envoyez une photo plus légère.")
    try:
        with _one, _whole_only(), Image.open(source, formats=FORMATS) as picture:
            _refuse_bomb(picture, source)
            small = _small(picture)
    except NotAPhoto:
        raise
    except Image.DecompressionBombError:  # Pillow's own limit, above ours
        raise NotAPhoto(TOO_LARGE) from None
    except Exception:  # decoders raise anything at all on broken bytes
        raise NotAPhoto(UNREADABLE) from None
    return _within_goal(small)


@contextmanager
def _whole_only():
    """WeasyPrint lets the whole process take half a photo, grey below."""
    tolerant, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = tolerant


def _refuse_bomb(picture, source):
    """What a few bytes would make enormous, or endless, is told by its head."""
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        raise NotAPhoto(TOO_LARGE)
    is_in_strips = picture.format == "JPEG" and not picture.info.get("progressive")
    if pixels > MAX_WHOLE[picture.format] and not is_in_strips:
        raise NotAPhoto(TOO_WHOLE.format(MAX_WHOLE[picture.format] // 1_000_000))
    if picture.format == "JPEG" and _scans(source) > MAX_SCANS:
        raise NotAPhoto(TOO_MANY_SCANS)


def _scans(source):
    """How often a JPEG begins to go over its pixels; what stands behind its end is not read."""
    here = source.tell()
    source.seek(0)
    data, place, scans = source.read(), 2, 0
    source.seek(here)
    while (found := MARKER.search(data, place)) and found[1] != b"\xd9" and scans <= MAX_SCANS:
        scans += found[1] == b"\xda"
        place = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    return scans


def _has_holes(picture):
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _small(picture):
    """Three colours, upright, at most `MAX_SIDE`; what was transparent prints white.

    Made small first: each step on the whole would hold it once more.
    """
    picture.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG: unpack no more than needed
    if picture.mode.startswith("I"):  # grey of 16 bits, of which Pillow would cut the upper ones
        picture = picture.convert("I")
        picture.thumbnail((MAX_SIDE, MAX_SIDE))
        picture = picture.point(lambda grey: grey * (1 / 256) + 0).convert("L")
    if picture.mode not in ("RGB", "L", "RGBA", "LA"):  # a palette has no colours in between
        picture = picture.convert("RGBA" if _has_holes(picture) else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(picture)
    if _has_holes(upright):
        layer = upright.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return upright.convert("RGB")


def _within_goal(picture):
    """Lower the quality first, then the size, until the JPEG is light enough for a 2G link."""
    while True:
        for quality in (80, 70, 60):
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= GOAL_BYTES:
                return out.getvalue(), picture.width, picture.height
        picture = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5))
