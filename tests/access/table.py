"""Reads the two tables that people write: `table.txt` (answers) and `markers.txt` (who sees)."""

from dataclasses import dataclass
from pathlib import Path

from tests.access.world import STATES

FOLDER = Path(__file__).parent
# The columns of both tables.
PERSONS = (
    "anonymous", "disabled", "outsider", "former", "future", "partner", "other_partner",
    "secretary", "other_secretary", "deputy", "reviewer", "administrator", "both",
)  # fmt: skip
# Who holds a secret address, signed in or not: further columns of `markers.txt`.
HOLDERS = {
    "meetings:reading": "reader",
    "meetings:reading_pdf": "reader",
    "meetings:reading_by_account": "reader",
    "meetings:reading_by_account_pdf": "reader",
    "gtm:invitation_accept": "invitee",
    "actions:answer": "partner",
    "meetings:convocation": "convened",
    "meetings:convocation_letter": "convened",
    "meetings:convocation_calendar": "convened",
    "meetings:shared": "lent",
    "meetings:shared_pdf": "lent",
    "meetings:word_link": "framed",
    "meetings:word_link_frame": "framed",
    "gtm:unsubscription": "invitee",
    "meetings:feed_calendar": "partner",
    "meetings:publication_feed": "partner",
}
SEERS = (*PERSONS, "reader", "invitee", "convened", "lent", "framed")


@dataclass(frozen=True)
class Row:
    """One line of `table.txt`, for one state."""

    method: str  # GET or POST
    script: bool  # asked by a script of ours (JSON) rather than by a person's browser
    asked: str  # name of the address, perhaps with a query
    state: str
    answers: dict  # person → "200", or "in": led to the sign-in, 401 for a script


def _lines(name):
    for line in (FOLDER / name).read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split()


# Sets of states that the tables name.
SETS = {
    "*": tuple(STATES),
    "once": ("draft",),  # the answer asks for neither person nor state
    "written": ("planned", "draft", "returned", "corrected"),  # the secretary may type
    "closed": ("submitted", "published", "resubmitted", "twice", "cancelled"),
    "begun": ("draft", "returned", "corrected"),
    "handed": ("submitted", "resubmitted"),
    "hidden": ("draft", "submitted", "returned"),  # others know of nothing
    "announced": ("planned", "cancelled"),
    "out": ("published", "corrected", "resubmitted", "twice"),  # a version can be read
    "inside": ("planned", "draft", "submitted", "returned", "cancelled"),  # no version yet
}


def states_of(words):
    """`-`: no meeting in the address; else states and sets of them, joined by commas."""
    return tuple(state for word in words.split(",") for state in SETS.get(word, (word,)))


def rows():
    """Every row for HTML and for JSON; a line `POST+json` replaces that of `POST` for JSON.

    Addresses without such a line take no notice of who asks: JSON is asked there in one state.
    """
    found, told_apart = {}, set()
    for words, asked, states, *answers in _lines("table.txt"):
        method, _, only = words.partition("+")
        told_apart |= {(method, asked)} if only else set()
        for state in states_of(states):
            for script in (True,) if only else (False, True):
                key = (method, script, asked, state)
                assert only or key not in found, f"twice: {key}"
                found[key] = Row(*key, dict(zip(PERSONS, answers, strict=True)))
    return [
        row
        for row in found.values()
        if not row.script or row.state in ("-", "returned") or (row.method, row.asked) in told_apart
    ]


def entitled():
    """{(mark, state): persons who may see it}; a mark without a line is for nobody."""
    found = {}
    for mark, states, *flags in _lines("markers.txt"):
        for state in states_of(states):
            found[mark, state] = {
                person for person, flag in zip(SEERS, flags, strict=True) if flag == "x"
            }
    return found
