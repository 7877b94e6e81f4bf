"""Nobody publishes what he wrote, nor alone the first texts of a person whom he invited.

An address of one's own, invited as a rapporteur, would else pass every text without a second pair
of eyes. A second validator publishes, or an administrator confirms who came; where there is no
other validator, it is told on the page and in the journal.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from gtm import journal
from gtm.models import Invitation, Membership, User
from meetings.models import Publication, Revision


def unknown_writers(meeting, by):
    """Who wrote the text since its last version and is known by the word of `by` alone.

    Who brought in the copy of another wrote it too. Somebody of whom another validator has
    published a text is known.
    """
    saved = meeting.revisions.filter(version__isnull=False, version__gt=meeting.published_revision)
    invited = Invitation.objects.vouched_by(by).filter(accepted_by__in=saved.answering())
    others = Publication.objects.exclude(published_by=by).values("meeting")
    seen = Revision.objects.filter(author=OuterRef("pk"), meeting__in=others)
    writers = User.objects.filter(pk__in=invited.values("accepted_by"))
    return writers.exclude(Exists(seen)).order_by("name", "pk")


def has_other_validator(by, today):
    roles = Membership.objects.current(today).filter(role__in=["reviewer", "deputy"])
    return roles.filter(user__is_active=True).exclude(user=by).exists()


@dataclass(frozen=True)
class Warned:
    """Whom the validator invited; `refuses` where another one can decide."""

    writers: tuple
    refuses: bool

    def __str__(self):
        names = " et ".join(user.name for user in self.writers)
        if self.refuses:
            return (
                f"Vous avez invité {names} : un autre validateur publie ses premiers textes, ou un "
                "administrateur confirme son identité sur la page de son compte."
            )
        return (
            f"Vous avez invité {names} et personne d’autre ne peut valider : la publication sera "
            "notée au journal. Demandez à un administrateur de confirmer son identité."
        )


def warned(meeting, by, today):
    """What is told to who would publish; None where nothing is."""
    writers = tuple(unknown_writers(meeting, by))
    return Warned(writers, has_other_validator(by, today)) if writers else None


def note(warning, publication):
    """The journal of each writer tells that one person brought the text out alone."""
    for writer in warning.writers:
        journal.record(
            publication.published_by,
            publication.published_at,
            "texte publié par qui l’avait invité, seul",
            writer,
            [["compte rendu", "", str(publication)]],
        )
