"""An address as a square that telephones read."""

import io

import segno


def drawn(address, *, error="m", border=2):
    """SVG bytes, without style. `error`: how much of it may be hidden; `border` in its own dots."""
    out = io.BytesIO()
    square = segno.make(address, error=error, micro=False)
    square.save(out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, border=border)
    return out.getvalue()
