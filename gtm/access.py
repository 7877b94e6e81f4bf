"""Who may see and do what: the one place.

Stands below the models: it takes a user, and returns a `Scope` or conditions (`Q`) on field names
of the objects asked for. Nothing is open by default: no current membership, no object.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
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
    )


def is_out(path=""):
    """Minutes that have a published version; their state is another while they are corrected."""
    return Q(**{f"{path}published_version__gt": 0})


def require(allowed):
    """Refuse (403) what the person sees but may not do."""
    if not allowed:
        raise PermissionDenied


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


def meetings_visible(user):
    """Planned and cancelled ones and published minutes: all members; the rest: its own people."""
    mine = scope(user)
    if mine.reviewer:
        return Q()
    if not mine.is_member:
        return NOTHING
    shown = Q(state__in=["planned", "cancelled"]) | is_out()
    return shown | working_text_visible(user)


def groups_counted(user):
    """Whose meetings, minutes and actions a person's board counts."""
    mine = scope(user)
    return Q() if mine.counts_every_group else Q(pk__in=mine.groups)


def groups_written(user):
    """Whose minutes a person writes."""
    return Q(pk__in=scope(user).groups)


def meetings_followed(user):
    """Which of the meetings that a person sees stand in the calendar."""
    mine = scope(user)
    return Q() if mine.follows_every_meeting else Q(group__in=mine.groups)


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


def _own_text(user, transition, revisions):
    if not transition.not_own_text:
        return NOTHING
    of_meeting = revisions.filter(meeting=OuterRef("pk"))
    published = revisions.filter(
        meeting=OuterRef(OuterRef("pk")), version=OuterRef(OuterRef("published_revision"))
    )
    last_published = Coalesce(Subquery(published.values("pk")[:1]), 0)
    return Q(Exists(of_meeting.filter(author=user, pk__gt=last_published)))


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
