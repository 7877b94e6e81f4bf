"""Who signs a letter, and under which reference."""

import re

from gtm.refusals import NotNow
from meetings.models import Convocation, LetterSettings

NUMBER = re.compile(r"\d{1,6}")


def settings_of(group):
    """The `LetterSettings` of a group; the defaults, not saved, where it has none."""
    return LetterSettings.objects.filter(group=group).first() or LetterSettings(group=group)


def signature_of(convocation):
    """Lines: those of the group, else who sends it, as its secretary."""
    group = convocation.meeting.group
    own = settings_of(group).signature.strip()
    return own or f"Le rapporteur du {group.name}\n{convocation.by.name}"


def reference_proposed(group, year):
    """« N° 012/GTM-ZR/2026 »: one more than the highest that the group used in that year.

    To be asked for, and stored, while the group is held: else two tellings may get the same.
    """
    code = settings_of(group).code.strip() or group.slug.upper()
    return f"N° {_highest(group, year) + 1:03}/{code}/{year}"


def _highest(group, year):
    """Of the references that end with the year, whatever the code was then."""
    used = Convocation.objects.filter(meeting__group=group, reference__endswith=f"/{year}")
    numbers = (NUMBER.search(each) for each in used.values_list("reference", flat=True))
    return max((int(number[0]) for number in numbers if number), default=0)


def is_used(group, reference):
    """Whether a telling of the group bears it, however spaces and capitals were typed."""
    own = _plain(reference)
    used = Convocation.objects.filter(meeting__group=group).exclude(reference="")
    return bool(own) and own in {_plain(each) for each in used.values_list("reference", flat=True)}


def _plain(reference):
    return "".join(reference.split()).casefold()


class ReferenceTaken(NotNow):
    """Another letter of the group bears the reference."""

    def __init__(self, group, reference, year):
        proposed = reference_proposed(group, year)
        super().__init__(f"{reference} est déjà prise. La suivante est {proposed}.")


def reference_taken(group, reference, year, is_proposed):
    """The reference of a new telling, its group held: as typed, or the next one where the one
    that the page proposed was taken meanwhile. Raises `ReferenceTaken`.
    """
    if not is_used(group, reference):
        return reference.strip()
    if is_proposed:
        return reference_proposed(group, year)
    raise ReferenceTaken(group, reference.strip(), year)
