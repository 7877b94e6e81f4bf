"""What phones send to a door."""

import json
import uuid

from django.urls import reverse


def tick(key, presence="present", **said):
    own = str(uuid.uuid4())
    return {
        "act": own,
        "do": "arrive",
        "id": own,
        "key": key,
        "presence": presence,
        "ago": 0,
    } | said


def add(name, **said):
    act = tick("", name=name, **said)
    return act | {"key": f"p{act['id']}"}


def remove(*acts):
    return {"act": str(uuid.uuid4()), "do": "remove", "ids": [each["id"] for each in acts]}


def confirm(arrival, key=""):
    return {"act": str(uuid.uuid4()), "do": "confirm", "id": str(arrival.pk), "key": key}


def address(meeting, name="door_detail"):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def post(client, meeting, *acts, **more):
    """The answer, as a script gets it."""
    return client.post(
        address(meeting),
        {"acts": json.dumps(acts), **more},
        headers={"Accept": "application/json"},
    )


def here(answer):
    """{label: presence} of who came, as the answer tells it."""
    page = answer.json()["page"]
    rows = [*page["expected"], *page["added"]]
    return {row["label"]: row["came"]["presence"] for row in rows if row["came"]}
