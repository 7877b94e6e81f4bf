"""Uploaded pictures become small JPEGs without metadata: nobody's position leaves the camera."""

import io

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600  # pixels: 24 cm at 170 dpi, more than an A4 page shows
GOAL_BYTES = 150_000
TOO_LARGE = "plus de 40 millions de pixels. Réduisez la photo."


class NotAPhoto(Exception):
    """The bytes are refused; the message says why and what to do, in French."""


def reencoded(source):
    """(JPEG bytes, width, height) of an uploaded file object, at most 1600 px and about 150 kB.

    Raises `NotAPhoto`. The size in pixels is read from the head of the file, before anything is
    unpacked: a picture of 40 kB can hold 40 GB of pixels.
    """
    if source.size > MAX_BYTES:
        raise NotAPhoto("plus de 15 Mo. Envoyez une photo plus légère.")
    try:
        with Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise NotAPhoto(TOO_LARGE)
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG: unpack no more than needed
            upright = _on_white(ImageOps.exif_transpose(picture))
    except NotAPhoto:
        raise
    except Image.DecompressionBombError:  # Pillow's own limit, above ours
        raise NotAPhoto(TOO_LARGE) from None
    except Exception:  # decoders raise anything at all on broken bytes
        raise NotAPhoto("ce n’est pas une photo JPEG, PNG ou WebP lisible.") from None
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    return _within_goal(upright)


def _on_white(picture):
    """Three colours: what was transparent prints white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return picture.convert("RGB")


def _within_goal(picture):
    """Lower the quality first, then the size, until the JPEG is light enough for a 2G link."""
    while True:
        for quality in (80, 70, 60):
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= GOAL_BYTES:
                return out.getvalue(), picture.width, picture.height
        picture = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5))
