"""The original of the world: old minutes of the group, whose day is not known."""

import hashlib

from django.core.files.base import ContentFile

from meetings.models import Original

IMPORT_MARKS = {
    "original": "mqtextedeloriginal",
    "original_name": "mqnomdeloriginal",
    "original_file": "mqoctetsdeloriginal",
}


def bring_in(world):
    text, name, content = IMPORT_MARKS.values()
    block = {"place": "ligne 1", "text": text, "sign": "", "rows": []}
    original = Original(
        group=world.group,
        name=f"{name}.txt",
        size=len(content),
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        uploaded_by=world.persons["secretary"],
        is_read=True,
        reading={"blocks": [block], "told": []},
        left=[["ligne 1", text]],
    )
    original.file.save("original.txt", ContentFile(content.encode()))
    world.original = original
