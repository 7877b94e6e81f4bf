"""Who we are: persons and their roles, territories, structures, groups; mails; the journal."""

from gtm.models.journal import JournalEntry
from gtm.models.mail import Mail
from gtm.models.people import (
    CalendarFeed,
    Invitation,
    Membership,
    MembershipQuerySet,
    User,
    UserManager,
)
from gtm.models.structures import (
    SECRETARIAT,
    Agency,
    AgencyQuerySet,
    Letterhead,
    ReminderRhythm,
    Territory,
    WorkingGroup,
    directory,
)

__all__ = [
    "SECRETARIAT",
    "Agency",
    "AgencyQuerySet",
    "CalendarFeed",
    "Invitation",
    "JournalEntry",
    "Letterhead",
    "Mail",
    "Membership",
    "MembershipQuerySet",
    "ReminderRhythm",
    "Territory",
    "User",
    "UserManager",
    "WorkingGroup",
    "directory",
]
