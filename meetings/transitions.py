"""The life of the minutes: one table that the verbs, the views, the buttons and the rights read.

A correction is a draft, then a submitted text, of minutes that have a published version: readers
keep that version meanwhile. Pure, below the models: states and roles are their plain values.
"""

from dataclasses import dataclass

SECRETARY = "secretary"  # of the meeting's group
REVIEWER = "reviewer"  # SP/CCM
VALIDATOR = "validator"  # SP/CCM, or a deputy validator


@dataclass(frozen=True)
class Transition:
    """A line of the table.

    `corrects`: only minutes with a published version (True), without one (False), or both (None).
    `asks_why`: a reason must be given with it. `not_own_text`: refused to who wrote the text since
    the last version. `refusal`: what is told when the state no longer allows it.
    """

    name: str
    label: str
    before: tuple
    after: str
    who: tuple
    asks_why: bool = False
    corrects: bool | None = None
    not_own_text: bool = False
    refusal: str = "Le compte rendu a changé entre-temps : relisez-le, puis recommencez."


_LATE_START = "Le compte rendu de cette réunion est déjà commencé."
_LATE_CANCEL = "Cette réunion ne peut plus être déclarée non tenue."
_LATE_PUBLISH = "Ce compte rendu n’est plus à publier : quelqu’un a été plus rapide."
_LATE_RETURN = "Ce compte rendu n’est plus à valider : quelqu’un a été plus rapide."

# The drawing of this table stands in the README.
TABLE = {
    each.name: each
    for each in (
        Transition(
            "start", "commencé", ("planned", "cancelled"), "draft", (SECRETARY,),
            refusal=_LATE_START,
        ),
        Transition(
            "cancel", "noté non tenu", ("planned", "draft"), "cancelled", (SECRETARY,),
            asks_why=True, corrects=False, refusal=_LATE_CANCEL,
        ),
        Transition("submit", "soumis", ("draft",), "submitted", (SECRETARY,)),
        Transition("withdraw", "soumission retirée", ("submitted",), "draft", (SECRETARY,)),
        Transition(
            "return", "renvoyé pour correction", ("submitted",), "draft", (VALIDATOR,),
            asks_why=True, not_own_text=True, refusal=_LATE_RETURN,
        ),
        Transition(
            "publish", "publié", ("submitted",), "published", (VALIDATOR,),
            not_own_text=True, refusal=_LATE_PUBLISH,
        ),
        Transition(
            "correct", "correction ouverte", ("published",), "draft", (REVIEWER,), asks_why=True,
        ),
        Transition(
            "abandon", "correction abandonnée", ("draft",), "published", (SECRETARY, REVIEWER),
            corrects=True,
        ),
    )
}  # fmt: skip
NAMES = [(each.name, each.label) for each in TABLE.values()]


def leaving(state):
    """Names of the transitions out of a state."""
    return [each.name for each in TABLE.values() if state in each.before]
