"""How the versions of its minutes worded an action."""

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

VERSIONS = "agenda_point__meeting__publications__"


def of(actions, uid):
    """[{"printed_in", "at", "wording", "responsible", "deadline"}] of one action, by version.

    The first one, and those that changed it; all cells are None where a version left it out.
    """
    cells = {
        name: KeyTextTransform(f"actions/{uid}/{name}", f"{VERSIONS}document")
        for name in ("text", "responsible", "deadline")
    }
    cells["wording"] = cells.pop("text")
    named = {"printed_in": F(f"{VERSIONS}version"), "at": F(f"{VERSIONS}published_at")}
    told = list(actions.order_by(f"{VERSIONS}version").values(**named, **cells))
    return [
        row
        for row, before in zip(told, [None, *told], strict=False)
        if before is None or any(row[name] != before[name] for name in cells)
    ]
