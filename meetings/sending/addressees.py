"""Who gets a published version: one address each, with all the reasons why it is one."""

from dataclasses import dataclass, field

from actions.chases.letters import addresses_of
from gtm.mailing import refused, unsubscribing
from gtm.models import Address, Agency, ListEntry, Member, User
from meetings.life.telling import actions_of_structures
from meetings.models import Addressee, Attendance
from meetings.models.sent import told_reasons

Because, Gets = Addressee.Because, ListEntry.Gets


@dataclass
class Candidate:
    """An address that a version concerns: whose, why, what it gets and what became of it."""

    email: str  # in small letters
    name: str = ""
    agencies: list[Agency] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    gets: str = ""  # what its line on the list says; "" where it is on none
    actions: list = field(default_factory=list)  # open ones of its structures
    has_account: bool = False
    refused: Address | None = None
    has_left: bool = False
    sent: Addressee | None = None

    @property
    def whose(self):
        """« Rakia Saley, OIM Zinder, PAM »; the address where nothing is known of it."""
        labels = [agency.label for agency in self.agencies]
        return ", ".join(dict.fromkeys(filter(None, [self.name, *labels]))) or self.email

    @property
    def told_reasons(self):
        return told_reasons(self.reasons)

    @property
    def may_get(self):
        is_dead = self.refused is not None and self.refused.is_dead
        return not (is_dead or self.has_left or self.sent)

    @property
    def is_proposed(self):
        return self.may_get and self.refused is None


def candidates(publication, today):
    """[`Candidate`] of a version, in the order of the reasons; as many queries for 1 as for 60."""
    meeting = publication.meeting
    own = actions_of_structures(meeting)
    attended = Attendance.objects.filter(meeting=meeting, agencies__isnull=False)
    attended = list(dict.fromkeys(attended.order_by("position").values_list("agencies", flat=True)))
    members = list(Member.objects.on(meeting.date).filter(group=meeting.group_id).whole())
    entries = list(meeting.group.list_entries.select_related("agency__territory"))
    ids = {*attended, *own, *(each.agency_id for each in members if each.agency_id)}
    agencies = _agencies(ids)
    addresses = addresses_of(agencies.values(), today)
    found = _Found(agencies, own)
    for pk in attended:
        found.add_agency(pk, Because.ATTENDED, addresses)
    for each in members:
        if each.email:
            found.add(each.email, Because.MEMBER, each.agency_id, each.name or each.function)
        else:
            found.add_agency(each.agency_id, Because.MEMBER, addresses)
    for pk in own:
        found.add_agency(pk, Because.IN_CHARGE, addresses)
    for each in entries:
        found.agencies |= {each.agency_id: each.agency} if each.agency_id else {}
        found.add(each.email, Because.LISTED, each.agency_id, each.name).gets = each.gets
    return _with_states(list(found.by_email.values()), publication)


def _agencies(ids):
    """{id: structure} of those that can be written to; « Partenaires » has no address."""
    agencies = Agency.objects.filter(pk__in=ids, is_collective=False)
    return {each.pk: each for each in agencies.select_related("territory", "parent__territory")}


class _Found:
    """The candidates so far: what is told twice of an address is joined."""

    def __init__(self, agencies, actions):
        self.by_email, self.agencies, self.actions = {}, dict(agencies), actions

    def add_agency(self, pk, reason, addresses):
        agency = self.agencies.get(pk)
        for email in addresses.get(agency, ()) if agency else ():
            self.add(email, reason, pk)

    def add(self, email, reason, pk=None, name=""):
        email = email.strip().lower()
        found = self.by_email.setdefault(email, Candidate(email))
        found.name = found.name or name
        if reason not in found.reasons:
            found.reasons.append(reason)
        agency = self.agencies.get(pk)
        if agency and agency not in found.agencies:
            found.agencies.append(agency)
            self._take_actions(found, agency)
        return found

    def _take_actions(self, found, agency):
        """Its own; a parent's those of its antennes too."""
        under = [pk for pk in self.actions if self._parent(pk) == agency.pk]
        for pk in [agency.pk, *under]:
            found.actions += [
                each for each in self.actions.get(pk, ()) if each not in found.actions
            ]

    def _parent(self, pk):
        agency = self.agencies.get(pk)
        return agency.parent_id if agency else None


def _with_states(found, publication):
    emails = [each.email for each in found]
    bad, left = refused.of(emails), unsubscribing.left_among(emails)
    accounts = User.objects.filter(is_active=True, email__in=emails, memberships__isnull=False)
    accounts = set(accounts.values_list("email", flat=True))
    rows = Addressee.objects.filter(sending__publication=publication, email__in=emails)
    sent = {row.email: row for row in rows.select_related("sending", "mail")}
    for each in found:
        each.refused, each.has_left = bad.get(each.email), each.email in left
        each.has_account, each.sent = each.email in accounts, sent.get(each.email)
    return found
