"""Who we are: persons and their roles, territories, structures, groups; mails; the journal."""

from gtm.models.access import AccessToken
from gtm.models.appended import Appended, AppendedQuerySet
from gtm.models.calendar import Holiday, usual_dates
from gtm.models.country import (
    GRACE_DAYS_WANTED,
    MAIL_DAYS_WANTED,
    NEWS_DAYS_WANTED,
    Country,
    Ministry,
    settings_held,
)
from gtm.models.journal import JournalEntry
from gtm.models.known import FOREVER, Known, KnownQuerySet, Watched, WatchedQuerySet, known_at
from gtm.models.links import PersonalLink
from gtm.models.mail import MOST_REFUSALS, Address, Mail
from gtm.models.members import Member, style_of
from gtm.models.notice import (
    BY_LETTER,
    CONCERNED,
    FAMILY_OF,
    Family,
    Kind,
    Notice,
    NoticeChoice,
    Rhythm,
)
from gtm.models.people import (
    HELD_ALREADY,
    CalendarFeed,
    Invitation,
    Membership,
    MembershipQuerySet,
    User,
    UserManager,
)
from gtm.models.removals import Removal
from gtm.models.sendlists import ListEntry, Unsubscription
from gtm.models.slow import Slow
from gtm.models.structures import (
    ANTENNE_COLLECTIVE,
    ANTENNE_OWN,
    ANTENNE_PLACE,
    CENTRAL,
    SECRETARIAT,
    TWIN_GROUP,
    Agency,
    AgencyQuerySet,
    Letterhead,
    ReminderRhythm,
    Territory,
    WorkingGroup,
    directory,
    places_named_in,
    region_name,
)
from gtm.models.tasks import TaskRun

__all__ = [
    "ANTENNE_COLLECTIVE",
    "ANTENNE_OWN",
    "ANTENNE_PLACE",
    "BY_LETTER",
    "CENTRAL",
    "CONCERNED",
    "FAMILY_OF",
    "FOREVER",
    "GRACE_DAYS_WANTED",
    "HELD_ALREADY",
    "MAIL_DAYS_WANTED",
    "MOST_REFUSALS",
    "NEWS_DAYS_WANTED",
    "SECRETARIAT",
    "TWIN_GROUP",
    "AccessToken",
    "Address",
    "Agency",
    "AgencyQuerySet",
    "Appended",
    "AppendedQuerySet",
    "CalendarFeed",
    "Country",
    "Family",
    "Holiday",
    "Invitation",
    "JournalEntry",
    "Kind",
    "Known",
    "KnownQuerySet",
    "Letterhead",
    "ListEntry",
    "Mail",
    "Member",
    "Membership",
    "MembershipQuerySet",
    "Ministry",
    "Notice",
    "NoticeChoice",
    "PersonalLink",
    "ReminderRhythm",
    "Removal",
    "Rhythm",
    "Slow",
    "TaskRun",
    "Territory",
    "Unsubscription",
    "User",
    "UserManager",
    "Watched",
    "WatchedQuerySet",
    "WorkingGroup",
    "directory",
    "known_at",
    "places_named_in",
    "region_name",
    "settings_held",
    "style_of",
    "usual_dates",
]
