"""What the roles of a person open: below everything that asks it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

NOTHING = Q(pk__in=[])

EVERYTHING = Q(pk__isnull=False)  # an empty Q vanishes where it is combined by « or »

EVERY_ROLE = ("secretary", "reviewer", "deputy", "partner", "administrator")


@dataclass(frozen=True)
class Scope:
    """What the current memberships of one person open: ids of groups and structures, and roles."""

    groups: frozenset = frozenset()
    agencies: frozenset = frozenset()
    reviewer: bool = False
    deputy: bool = False
    administrator: bool = False
    day: date | None = None  # on which it holds

    @cached_property
    def is_member(self):
        staff = self.reviewer or self.deputy or self.administrator
        return bool(self.groups or self.agencies or staff)

    @property
    def edits_structures(self):
        """With the territories in which they work."""
        return self.reviewer or self.administrator

    @property
    def edits_groups(self):
        return self.administrator

    @property
    def keeps_holidays(self):
        """Notes the feasts that are announced."""
        return self.reviewer or self.administrator

    @property
    def keeps_equivalents(self):
        """The words that are searched as one."""
        return self.reviewer or self.administrator

    @property
    def keeps_server(self):
        """Sees how the installation is, and what is to be mended."""
        return self.administrator

    @property
    def needs_second_factor(self):
        return self.reviewer or self.deputy or self.administrator

    @property
    def assigns(self):
        """The roles that this person may give and end.

        SP/CCM does not name those who publish: with a second account of one's own, nobody's text
        would need a second pair of eyes. Nor administrators, who could.
        """
        if self.administrator:
            return EVERY_ROLE
        return ("secretary", "partner") if self.reviewer else ()

    @property
    def reviews_actions(self):
        return bool(self.groups or self.agencies or self.reviewer)

    @property
    def reviews_meetings(self):
        return bool(self.groups or self.reviewer)

    @property
    def counts_every_group(self):
        """On the board: SP/CCM, and structures, which have a part in the actions of any."""
        return self.reviewer or not self.groups

    @property
    def only_structures(self):
        """Ids of the structures to which a person's figures are limited; None: not limited."""
        return None if self.reviews_meetings else self.agencies

    @property
    def follows_every_meeting(self):
        """In the calendar: SP/CCM, and structures, which may be invited to any."""
        return bool(self.reviewer or self.agencies or not self.groups)

    @property
    def sees_common_actions(self):
        return bool(self.reviewer or self.agencies)

    @property
    def designates_structures(self):
        """What `actions_designatable` says, of some action."""
        return bool(self.reviewer or self.groups)

    @property
    def classifies(self):
        """What `classifiable` says."""
        return self.reviewer

    @property
    def edits_frameworks(self):
        """Sets of axes, objectives, indicators; to put something under them is another right."""
        return self.reviewer or self.administrator

    @property
    def asks_for_minutes(self):
        return self.reviewer

    @property
    def reads_mails(self):
        """What went to whom, all over the country: it names persons."""
        return self.reviewer or self.administrator

    @property
    def gives_addresses_back(self):
        """That a dead address lives: who reads mails, and who keeps a list."""
        return bool(self.reads_mails or self.groups)

    def sends_minutes(self, group_id):
        """What `meetings_sent` says, of one group."""
        return self.reviewer or group_id in self.groups

    @property
    def publicises(self):
        """What `meetings_publicised` says, of some version."""
        return self.reviewer

    def keeps_group(self, group_id):
        """What `groups_kept` says, of one group."""
        return self.reviewer or group_id in self.groups

    @property
    def reads_every_download(self):
        return self.reviewer

    def reads_downloads_of(self, agency_ids):
        """What `downloads_visible` says, of a structure and the one whose antenne it is."""
        return self.reviewer or not self.agencies.isdisjoint(agency_ids)

    @property
    def reads_downloads(self):
        """What `downloads_visible` says, of some version."""
        return bool(self.reviewer or self.agencies)

    @property
    def writes_reports(self):
        """What `reports_written` says."""
        return self.reviewer

    @property
    def sets_reminders(self):
        return self.reviewer

    @property
    def chases_actions(self):
        return bool(self.reviewer or self.groups)

    @property
    def writes_for_secretariat(self):
        """Letters go in the name of SP/CCM, a rapporteur's in that of the groups."""
        return self.reviewer

    @property
    def opens_corrections(self):
        """What the table of transitions says of `correct`, of some meeting."""
        return self.reviewer

    @property
    def creates_meetings(self):
        return bool(self.groups)

    @property
    def validates(self):
        return self.reviewer or self.deputy

    @property
    def names_secretaries(self):
        return self.reviewer or self.administrator

    def reads_history(self, group_id):
        """What `history_visible` says, of one group."""
        return self.reviewer or group_id in self.groups

    def reads_text(self, group_id, state):
        """What `working_text_visible` says, of one group's meeting in a state."""
        return self.reads_history(group_id) or (self.deputy and state == "submitted")

    def manages(self, group_id):
        """What `meetings_managed` says, of one group."""
        return group_id in self.groups

    def speaks_for(self, group_id):
        """Says how far a group's actions are in its name, and takes up its amendments."""
        return self.reviewer or group_id in self.groups

    def hands_over(self, group_id):
        """All groups for who names secretaries; the leaving secretary, his own."""
        return self.names_secretaries or group_id in self.groups


def scope(user):
    """The `Scope` of a user today, read once per request (kept on the user's instance)."""
    if not user.is_active:  # nor is who has not signed in
        return Scope()
    if not hasattr(user, "_scope"):
        user._scope = scope_on(user, timezone.localdate())
    return user._scope


def scope_on(user, day):
    """What a person's memberships open on a day, read anew."""
    rows = list(user.memberships.current(day).values_list("role", "group_id", "agency_id"))
    roles = {role for role, _, _ in rows}
    return Scope(
        groups=frozenset(group for role, group, _ in rows if role == "secretary"),
        agencies=frozenset(agency for role, _, agency in rows if role == "partner"),
        reviewer="reviewer" in roles,
        deputy="deputy" in roles,
        administrator="administrator" in roles,
        day=day,
    )


def is_out(path=""):
    """Minutes that have a published version; their state is another while they are corrected."""
    return Q(**{f"{path}published_version__gt": 0})


def require(allowed):
    """Refuse (403) what the person sees but may not do."""
    if not allowed:
        raise PermissionDenied
