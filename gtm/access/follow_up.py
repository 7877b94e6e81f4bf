"""Actions, findings and the secretariat's reports: who sees, reports, closes and writes."""

from django.db.models import Q

from gtm.access.scope import EVERYTHING, NOTHING, is_out, scope


def actions_visible(user):
    """Those of published minutes: all members, as the minutes are."""
    published = is_out("agenda_point__meeting__")
    return published if scope(user).is_member else NOTHING


def actions_reviewed(user, part_of, common):
    """Whose actions a person reviews and reports on.

    SP/CCM: all; a secretary: the own group's; a structure: its own, its antennes', and those that
    a collective leads for nobody in particular. `part_of(agencies)` and `common()` give conditions.
    """
    mine = scope(user)
    if mine.reviewer:
        return Q()
    own = Q(group__in=mine.groups)
    return own | part_of(mine.agencies) | common() if mine.agencies else own


def actions_declarable(user, in_charge, secretariat):
    """« Fait » is said by the structure that leads or was designated, SP/CCM's staff for SP/CCM."""
    mine = scope(user)
    own = in_charge(mine.agencies) if mine.agencies else NOTHING
    return own | in_charge(secretariat) if mine.reviewer else own


def actions_closable(user, of_secretariat):
    """Close, refuse, reopen, put off, cancel: the group's secretary; SP/CCM, but not its own."""
    mine = scope(user)
    own = Q(group__in=mine.groups)
    return own | ~of_secretariat if mine.reviewer else own


def actions_designatable(user):
    """Who may charge a structure with the follow-up."""
    mine = scope(user)
    return Q() if mine.reviewer else Q(group__in=mine.groups)


def actions_offerable(user, common):
    """Whose structure may propose to see to what a collective leads: any member structure's."""
    return common() if scope(user).agencies else NOTHING


def findings_reviewed(user):
    """Strengths and weaknesses of published minutes: those of the groups that a person counts."""
    mine = scope(user)
    if not mine.reviews_meetings:
        return NOTHING
    published = is_out("point__meeting__")
    if mine.counts_every_group:
        return published
    return published & Q(point__meeting__group__in=mine.groups)


def classifiable(user):
    """Who may put actions and findings under the items of frameworks."""
    return Q() if scope(user).reviewer else NOTHING


def reports_visible(user):
    """The secretariat's reports: signed ones, all members; those being written, SP/CCM."""
    mine = scope(user)
    if mine.writes_reports:
        return EVERYTHING
    return Q(signed_version__gt=0) if mine.is_member else NOTHING


def reports_written(user):
    """Who writes, signs and sends them."""
    return EVERYTHING if scope(user).writes_reports else NOTHING


def reports_removable(user):
    """Begun by mistake, never signed. Restored by the same."""
    return reports_written(user) & Q(signed_version=0)
