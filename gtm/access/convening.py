"""What comes before a meeting: members, calendar, convocations, answers, the door, the sending."""

from django.db.models import Q

from gtm.access.scope import EVERYTHING, NOTHING, is_out, scope


def groups_kept(user):
    """Whose members, sending lists, letters and rhythm a person keeps: the secretary's, SP/CCM."""
    mine = scope(user)
    return EVERYTHING if mine.reviewer else Q(pk__in=mine.groups)


def members_visible(user):
    """Who belongs to which group, with addresses: all members, as the directory."""
    return EVERYTHING if scope(user).is_member else NOTHING


def meetings_convened(user):
    """Whose meetings a person convenes, moves and takes in at the door: the group's secretary's."""
    return Q(group__in=scope(user).groups)


def meetings_prepared(user):
    """Whose agenda a person prepares: the secretary's, until minutes are handed in."""
    return Q(group__in=scope(user).groups, state__in=["planned", "draft"]) & ~is_out()


def meetings_put_elsewhere(user):
    """Announced meetings that a person may move to another day, hour or place."""
    announced = Q(state="planned") | Q(state="draft", was_announced=True)
    return meetings_convened(user) & announced & ~is_out()


def meetings_proposable(user):
    """To whose agenda a structure may propose a point, until the day that was set."""
    mine = scope(user)
    if not mine.agencies:
        return NOTHING
    ahead = Q(state="planned") | Q(state="draft", was_announced=True)
    open_still = Q(proposals_until__gte=mine.day, date__gte=mine.day)
    return ahead & ~is_out() & open_still


def proposals_in_name_of(user):
    """The structures in whose name a person proposes."""
    return Q(pk__in=scope(user).agencies)


def sheets_visible(user):
    """Whose attendance sheet a person prints: that of his groups; SP/CCM, all."""
    return EVERYTHING if scope(user).reviewer else meetings_convened(user)


def convened_visible(user, path=""):
    """Who was convened, with telephone and answers: the group's secretary and SP/CCM; a structure
    sees its own and those of its antennes.
    """
    mine = scope(user)
    if mine.reviewer:
        return EVERYTHING
    return Q(**{f"{path}meeting__group__in": mine.groups}) | of_own_structures(mine, path)


def convened_answerable(user):
    """In whose name a person answers: the structure's own people. The secretary notes instead."""
    return of_own_structures(scope(user))


def of_own_structures(mine, path=""):
    """What stands in the name of one's structures, or of their antennes."""
    if not mine.agencies:
        return NOTHING
    own, parent = f"{path}agency__in", f"{path}agency__parent__in"
    return Q(**{own: mine.agencies}) | Q(**{parent: mine.agencies})


def proposals_visible(user):
    """Points proposed to a group: its secretary and SP/CCM; who proposed them sees them too."""
    mine = scope(user)
    if mine.reviewer:
        return EVERYTHING
    own = Q(group__in=mine.groups) | Q(from_meeting__group__in=mine.groups)
    return own | of_own_structures(mine)


def proposals_answerable(user):
    """Taken, put off or refused by the secretary of the group that they were made to."""
    return Q(group__in=scope(user).groups)


def meetings_sent(user):
    """Whose published minutes a person sends to those concerned, and sees to whom they went:
    SP/CCM and the group's secretary.
    """
    mine = scope(user)
    return is_out() & (EVERYTHING if mine.reviewer else Q(group__in=mine.groups))
