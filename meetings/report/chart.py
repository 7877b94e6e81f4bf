"""The trend drawn for paper: a PNG in black and white, for the PDF and the Word file alike."""

import io

from PIL import Image, ImageDraw, ImageFont

from meetings.board.charts import trend_charts

SCALE = 4  # pixels for a unit of the drawing: 280 to the inch where it is printed
HATCH = 3 * SCALE
FONTS = ("LiberationSans-Regular.ttf", "DejaVuSans.ttf")


def drawn(rows):
    """PNG bytes of [{"month", "late", "closed"}]; the same ones for the same rows."""
    trend = trend_charts(rows)[0]
    image = Image.new("L", (trend.width * SCALE, trend.height * SCALE), 255)
    pen = ImageDraw.Draw(image)
    for y, value in trend.ticks:
        pen.line(_scaled(trend.left, y, trend.right, y), fill=170, width=SCALE // 2)
        pen.text(_scaled(trend.left - 6, y), str(value), font=_font(11), anchor="rm", fill=0)
    for mark in trend.marks:
        _bar(pen, mark)
        if mark.shows_label:
            at = _scaled(mark.x, trend.base + 6)
            pen.text(at, mark.label, font=_font(11), anchor="mt", fill=0)
    points = [_scaled(mark.x, mark.y) for mark in trend.marks]
    if len(points) > 1:
        pen.line(points, fill=0, width=2 * SCALE, joint="curve")
    for x, y in points:
        pen.ellipse((x - 3 * SCALE, y - 3 * SCALE, x + 3 * SCALE, y + 3 * SCALE), fill=0)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _bar(pen, mark):
    """Hatched, so that it prints without a filled area and is told from the line."""
    if not mark.bar_height:
        return
    left, top = _scaled(mark.bar_x, mark.bar_y)
    right, bottom = _scaled(mark.bar_x + mark.bar_width, mark.bar_y + mark.bar_height)
    for y in range(top, bottom, HATCH):
        pen.line((left, y, right, y), fill=0, width=SCALE // 2)
    pen.rectangle((left, top, right, bottom), outline=0, width=SCALE // 2)


def _scaled(*units):
    return tuple(unit * SCALE for unit in units)


def _font(size):
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size * SCALE)
        except OSError:  # a machine without it
            continue
    return ImageFont.load_default(size * SCALE)


def told(rows):
    """What the drawing shows, in words."""
    months = " ; ".join(
        f"{row['month']} : {row['late']} en retard, {row['closed']} clos" for row in rows
    )
    return (
        "Courbe des points d’action en retard à la fin de chaque mois, et barres hachurées de ceux "
        f"clos dans le mois. {months}."
    )
