"""Who came in is noted, corrected, taken back, confirmed: from any phone, in any order, twice.

An arrival has the id that its phone gave it, and never changes. A removal takes away the arrivals
that its phone had seen; one that it had not seen stays. So the same acts lead to the same list,
whichever reaches the server first; what crossed is told.
"""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gtm import locks
from gtm.models.structures import directory
from gtm.names import fold
from gtm.refusals import NotNow
from gtm.typography import format_hour
from meetings.choices import Presence
from meetings.door.expected import expected_at, key_of
from meetings.models import Arrival, Meeting
from meetings.writing.names import agencies_of


@dataclass
class Acts:
    """What is to be noted: cleaned fields of `ArrivalForm`, `ConfirmationForm`, and ids."""

    arrivals: list = field(default_factory=list)
    confirmed: list = field(default_factory=list)
    removed: list = field(default_factory=list)


def note(meeting, by, acts, now):
    """Note what the secretary's phone tells; returns what crossed with another's, as sentences.

    Ids that a phone of another meeting has used are left alone. Raises `NotNow`.
    """
    if meeting.state == Meeting.State.CANCELLED:
        raise NotNow("Cette réunion est notée comme non tenue : personne n’y arrive.")
    expected = {each.key: each for each in expected_at(meeting)}
    known = directory(agencies_of(meeting))
    with transaction.atomic():
        locks.hold(meeting.group_id)
        before = list(meeting.arrivals.select_related("by", "removed_by", "convened"))
        rows = [_row(meeting, by, typed, expected, known, now) for typed in acts.arrivals]
        _keep_first_instant(before, rows, acts)
        Arrival.objects.bulk_create(rows, ignore_conflicts=True)
        told = _confirm(meeting, by, acts.confirmed, expected, now)
        gone = [*acts.removed, *(each for typed in acts.arrivals for each in typed["instead_of"])]
        mine = meeting.arrivals.filter(pk__in=gone, removed_at=None)
        mine.update(removed_at=now, removed_by=by)
    return [*told, *_crossed(before, rows, acts, by, expected)]


def _row(meeting, by, typed, expected, known, now):
    who, structure = expected.get(typed["key"]), typed["structure"]
    agency = known.get(fold(structure))
    said = {name: typed[name] for name in ("name", "function", "sex", "phone", "presence")}
    if typed["presence"] == Presence.REPRESENTED and who and not said["name"] + said["function"]:
        said |= dict(zip(("name", "function"), who.deputy, strict=False))
    return Arrival(
        pk=typed["id"],
        meeting=meeting,
        convened_id=who.convened if who else None,
        member_id=who.member if who else None,
        person=None if who else _person(meeting, typed),
        agency=agency if structure else None,
        # Who was expected keeps his name here, should he no longer be convened.
        structure=structure or (who.label[:250] if who else typed["label"]),
        at=now - timedelta(seconds=typed["ago"] or 0),
        by=by,
        confirmed_at=now,
        confirmed_by=by,
        **said,
    )


def _keep_first_instant(before, rows, acts):
    """Who is corrected came when he was first noted."""
    came = {each.pk: each.at for each in before}
    for row, typed in zip(rows, acts.arrivals, strict=True):
        row.at = min([row.at, *(came[pk] for pk in typed["instead_of"] if pk in came)])
        came.setdefault(row.pk, row.at)


def _person(meeting, typed):
    """Somebody more: his own id; one expected no longer is the same for all phones."""
    key = typed["key"]
    try:
        if not key or key.startswith("p"):
            return uuid.UUID(key[1:]) if key else typed["id"]
    except ValueError:
        pass
    return uuid.uuid5(meeting.pk, key)


def key_of_arrival(arrival):
    member = arrival.member_id or (arrival.convened.member_id if arrival.convened else None)
    return key_of(member, arrival.convened_id, arrival.person or arrival.pk)


def _confirm(meeting, by, confirmed, expected, now):
    told = []
    for typed in confirmed:
        who = expected.get(typed["key"])
        changed = meeting.arrivals.waiting().filter(pk=typed["id"])
        joined = {
            "convened_id": who.convened if who else None,
            "member_id": who.member if who else None,
            "person": None if who else typed["id"],
        }
        if not changed.update(confirmed_at=now, confirmed_by=by, **joined):
            told += _already(meeting, typed["id"], by)
    return told


def _already(meeting, pk, by):
    """Somebody else has said who it is, or that it is nobody."""
    found = meeting.arrivals.select_related("confirmed_by", "removed_by").filter(pk=pk).first()
    if found is None or by in (found.confirmed_by, found.removed_by):
        return []
    who = found.removed_by or found.confirmed_by
    return [f"{found} : {who} l’a déjà {'écarté' if found.removed_at else 'confirmé'}."]


def _crossed(before, rows, acts, by, expected):
    """What another phone did of the same persons; nothing of what comes a second time."""
    known, gone = {each.pk: each for each in before}, set(acts.removed)
    for typed in acts.arrivals:
        gone |= set(typed["instead_of"])
    others = [each for each in before if each.pk not in gone and each.confirmed_at]
    for row in rows:
        if row.pk not in known:
            yield from _crossed_tick(row, others, by, expected)
    taken_back = {key_of_arrival(known[pk]) for pk in acts.removed if pk in known}
    for key in taken_back:
        standing = [each for each in others if _stands_for(each, key)]
        if standing:
            yield f"{_called(standing[0], expected)} reste noté : {_by(standing[0])}."


def _crossed_tick(row, others, by, expected):
    key = key_of_arrival(row)
    standing = [each for each in others if _stands_for(each, key) and each.by_id != by.pk]
    removed = [each for each in others if each.removed_at and key_of_arrival(each) == key]
    if standing:
        yield f"{_called(row, expected)} : {_by(standing[0])} ; c’est une seule personne."
    elif removed and removed[-1].removed_by_id != by.pk:
        last = removed[-1]
        yield (
            f"{_called(row, expected)} : {last.removed_by} l’avait retiré à "
            f"{_hour(last.removed_at)} ; le voici noté de nouveau."
        )


def _stands_for(arrival, key):
    return arrival.removed_at is None and key_of_arrival(arrival) == key


def _called(arrival, expected):
    who = expected.get(key_of_arrival(arrival))
    return who.label if who else str(arrival)


def _by(arrival):
    if arrival.by is None:
        return f"inscrit lui-même à {_hour(arrival.at)}"
    return f"noté par {arrival.by} à {_hour(arrival.at)}"


def _hour(at):
    return format_hour(timezone.localtime(at).time())


# --- By who comes in himself ---

MOST_WAITING = 300  # of one meeting, that nobody has confirmed


def sign_in(meeting, pk, said, now):
    """Note who signs in himself, or correct his own words; nobody's once they are confirmed.

    Returns the `Arrival`, or None where it is confirmed, discarded, or somebody else's. Raises
    `NotNow`.
    """
    agency = directory(agencies_of(meeting)).get(fold(said["structure"]))
    with transaction.atomic():
        locks.hold(meeting.group_id)
        waiting = meeting.arrivals.waiting()
        if waiting.filter(pk=pk, by=None).update(agency=agency, **said):
            return waiting.get(pk=pk)
        if Arrival.objects.filter(pk=pk).exists():
            return None
        if waiting.count() >= MOST_WAITING:
            raise NotNow("Trop de personnes attendent : adressez-vous au rapporteur.")
        return Arrival.objects.create(pk=pk, meeting=meeting, agency=agency, at=now, **said)
