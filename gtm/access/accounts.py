"""Accounts, roles and the directory: who sees and changes them."""

from django.db.models import Q

from gtm.access.scope import NOTHING, scope


def accounts_visible(user):
    """Accounts, invitations and the journal: those who give roles."""
    return Q() if scope(user).assigns else NOTHING


def account_manageable(user, account):
    """Whether one may disable an account or reset its second factor: SP/CCM invites, no more.

    Never one's own. That an administrator stays is seen to where accounts and roles end.
    """
    return account.pk != user.pk and scope(user).administrator


def role_manageable(user, account, role):
    """Never one's own: nobody helps himself to a role."""
    return account.pk != user.pk and role in scope(user).assigns


def directory_visible(user):
    """Structures with their phone and address, groups, territories: all members."""
    return Q() if scope(user).is_member else NOTHING


def groups_counted(user):
    """Whose meetings, minutes and actions a person's board counts."""
    mine = scope(user)
    return Q() if mine.counts_every_group else Q(pk__in=mine.groups)


def groups_written(user):
    """Whose minutes a person writes."""
    return Q(pk__in=scope(user).groups)
