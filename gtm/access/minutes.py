"""Meetings and their minutes: who reads, types, moves and removes them."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from gtm.access.scope import EVERYTHING, NOTHING, is_out, scope


def meetings_visible(user):
    """Announced and cancelled ones and published minutes: all members; the rest: its own people."""
    mine = scope(user)
    if mine.reviewer:
        return Q()
    if not mine.is_member:
        return NOTHING
    shown = Q(state__in=["planned", "cancelled"]) | is_out() | announced_until(mine.day)
    return shown | working_text_visible(user)


def announced_until(day):
    """Begun before its day, a planned meeting is announced until that day has passed.

    Of who has no rights there is no day.
    """
    if day is None:
        return NOTHING
    return Q(state__in=["draft", "submitted"], was_announced=True, date__gte=day) & ~is_out()


def meetings_followed(user):
    """Which of the meetings that a person sees stand in the calendar."""
    mine = scope(user)
    return Q() if mine.follows_every_meeting else Q(group__in=mine.groups)


def meetings_publicised(user):
    """Whose last version a person makes public, and takes back: SP/CCM alone."""
    return is_out() if scope(user).reviewer else NOTHING


def downloads_visible(user):
    """How often a version was downloaded: SP/CCM by whom, a structure by itself and its antennes.

    Field names of `meetings.Download`.
    """
    mine = scope(user)
    if mine.reviewer:
        return EVERYTHING
    return Q(agency__in=mine.agencies) | Q(agency__parent__in=mine.agencies)


def history_visible(user, path=""):
    """Whose saved texts a person may read, with the contacts typed beside the attendance."""
    mine = scope(user)
    return EVERYTHING if mine.reviewer else Q(**{f"{path}group__in": mine.groups})


def working_text_visible(user):
    """Whose text being written (draft, submitted, correction) a person may read.

    A deputy: what is to be validated, as it would be printed, and not how it came about.
    """
    to_validate = Q(state="submitted") if scope(user).deputy else NOTHING
    return history_visible(user) | to_validate


def meetings_editable(user):
    """What a secretary may type in: the own group's, as long as it is neither handed in nor out."""
    return Q(group__in=scope(user).groups, state__in=["planned", "draft"])


def meetings_managed(user):
    """Own group's meetings in any state: the secretary's."""
    return Q(group__in=scope(user).groups)


def meetings_rescued(user):
    """Into whose text the copy of a device may be brought: the secretary's own; SP/CCM's any."""
    mine = scope(user)
    return EVERYTHING if mine.reviewer else Q(group__in=mine.groups)


def meetings_removable(user, *holding):
    """Created by mistake, never handed in: those whose history one reads. Restored by the same.

    `holding` are querysets of what keeps a meeting: submissions, news of actions given at it.
    """
    begun = Q(state__in=["planned", "draft", "cancelled"]) & ~is_out()
    held = reduce(or_, (Q(Exists(rows.filter(meeting=OuterRef("pk")))) for rows in holding))
    return history_visible(user) & begun & ~held


def meetings_correction_askable(user, requests):
    """SP/CCM opens corrections by itself; the secretary asks, once at a time."""
    asked = Exists(requests.filter(meeting=OuterRef("pk")))
    return Q(group__in=scope(user).groups, state="published") & ~asked


def meetings_movable(user, transition, revisions):
    """Meetings that a person may take through a line of the table in `meetings/transitions.py`.

    `revisions` is the queryset of all revisions: where one's own text is refused, those saved since
    the last version tell who wrote. A text set aside counts as written, as its words may have been
    taken into the current one by somebody else.
    """
    mine = scope(user)
    entitled = {
        "secretary": Q(group__in=mine.groups),
        "reviewer": EVERYTHING if mine.reviewer else NOTHING,
        "validator": EVERYTHING if mine.validates else NOTHING,
    }
    allowed = reduce(or_, (entitled[role] for role in transition.who))
    return allowed & ready_for(transition) & ~_own_text(user, transition, revisions)


def ready_for(transition):
    """Meetings that stand where a transition begins, whoever makes it."""
    state = Q(state__in=transition.before)
    if transition.corrects is None:
        return state
    return state & (is_out() if transition.corrects else ~is_out())


def wrote(user):
    """Texts that a person wrote, or brought in for somebody: what the file says is his word."""
    return Q(author=user) | Q(brought_by=user)


def _own_text(user, transition, revisions):
    if not transition.not_own_text:
        return NOTHING
    of_meeting = revisions.filter(meeting=OuterRef("pk"))
    published = revisions.filter(
        meeting=OuterRef(OuterRef("pk")), version=OuterRef(OuterRef("published_revision"))
    )
    last_published = Coalesce(Subquery(published.values("pk")[:1]), 0)
    return Q(Exists(of_meeting.filter(wrote(user), pk__gt=last_published)))
