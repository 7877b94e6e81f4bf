"""What the editor sends, in the tests of its saves."""

import uuid

JSON = {"HTTP_ACCEPT": "application/json"}


def form(document, base=1, **fields):
    """A text as its form sends it, typed from version `base`."""
    return document | {"base_version": base, "op_id": str(uuid.uuid4())} | fields
