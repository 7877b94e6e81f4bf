"""The same decisions taken twice: by the oracle for records, by the application for rows.

A decision is a person, an object and a verb. The application is asked once for each person and
verb: for the numbers of all the objects that it opens.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from actions.models import ActionItem
from gtm import access
from gtm.models import Agency, Territory, User, WorkingGroup
from meetings.models import Convened, Meeting, Proposal, Reader
from tests.access.oracle import MOVES, ROLES, RULES, STATES, Standing

OUT = {"agenda_point__meeting__published_version__gt": 0}


def _board(user):
    """Whose meetings and minutes it counts; structures find their part in actions there."""
    mine = access.scope(user)
    return access.groups_counted(user) if mine.reviews_meetings else access.NOTHING


def _filtered(model, condition):
    return lambda user: model.objects.filter(condition(user))


def _scope(name):
    """What is about no object: all or nothing."""
    return lambda user: [None] if getattr(access.scope(user), name) else []


def _groups(may):
    return lambda user: [pk for pk in _all(WorkingGroup) if may(access.scope(user), pk)]


def _accounts(may):
    return lambda user: [each.pk for each in User.objects.all() if may(user, each)]


def _all(model):
    return model.objects.values_list("pk", flat=True)


def _gives(role):
    """Of accounts and of invitations, which ask the scope themselves, the same is said."""

    def may(user, account):
        manages = access.role_manageable(user, account, role)
        assert account.pk == user.pk or manages == (role in access.scope(user).assigns)
        return manages

    return _accounts(may)


def _projects(user):
    """As the address does: to members only, what they were given."""
    given = Reader.objects.current(timezone.now()).filter(user=user)
    return given if access.scope(user).is_member else []


def _preparations(user):
    """As the address does: those whose history one reads, until minutes are handed in."""
    begun = Meeting.objects.with_history_visible_to(user).filter(state__in=Meeting.EDITABLE)
    return [each.pk for each in begun if not each.is_out]


def _files(user):
    """As the address does: in a meeting that one sees, what is open there."""
    meetings = Meeting.objects.visible_to(user).filter(joined_files__isnull=False).distinct()
    return [file.pk for meeting in meetings for file in meeting.files_open_to(user)]


ASKED = {
    "meeting": {
        "see": Meeting.objects.visible_to,
        "read": Meeting.objects.with_text_visible_to,
        "look behind": Meeting.objects.with_history_visible_to,
        "manage": Meeting.objects.managed_by,
        "type": Meeting.objects.editable_by,
        "remove": Meeting.objects.removable_by,
        "prepare": Meeting.objects.prepared_by,
        "propose": Meeting.objects.proposable_by,
        "put elsewhere": Meeting.objects.put_elsewhere_by,
        "send": Meeting.objects.sent_by,
        "make public": Meeting.objects.publicised_by,
        "look at the preparation": _preparations,
        "ask for a correction": Meeting.objects.correctable_on_request_of,
    }
    | {name: lambda user, name=name: Meeting.objects.movable_by(user, name) for name in MOVES}
    | {
        f"list as {state}": lambda user, state=state: Meeting.objects.visible_to(
            user
        ).shown_in_state(state, user)
        for state in STATES
    },
    "action": {
        "see": ActionItem.objects.visible_to,
        # Rows are made by publications: lists of the review do not ask again, which costs a join.
        "review": lambda user: ActionItem.objects.reviewed_by(user).filter(**OUT),
        "report": ActionItem.objects.reportable_by,
        "declare": ActionItem.objects.declarable_by,
        "offer": ActionItem.objects.offerable_by,
        "close": ActionItem.objects.closable_by,
        "designate": ActionItem.objects.designatable_by,
        "classify": ActionItem.objects.classifiable_by,
    },
    "convened": {
        "see": Convened.objects.visible_to,
        "answer": Convened.objects.answerable_by,
    },
    "proposal": {
        "see": Proposal.objects.visible_to,
        "answer": Proposal.objects.answerable_by,
    },
    "project": {"read": _projects},
    "file": {"open": _files},
    "group": {
        "see": _filtered(WorkingGroup, access.directory_visible),
        "plan": _groups(lambda mine, pk: pk in mine.groups),
        "look behind": _groups(lambda mine, pk: mine.reads_history(pk)),
        "board": _filtered(WorkingGroup, _board),
        "keep": _filtered(WorkingGroup, access.groups_kept),
        "hand over": _groups(lambda mine, pk: mine.hands_over(pk)),
    },
    "structure": {"see": _filtered(Agency, access.directory_visible)},
    "territory": {"see": _filtered(Territory, access.directory_visible)},
    "account": {
        "see": _filtered(User, access.accounts_visible),
        "manage": _accounts(access.account_manageable),
    }
    | {f"give {role}": _gives(role) for role in ROLES},
    "alone": {
        "edit structures": _scope("edits_structures"),
        "edit groups": _scope("edits_groups"),
        "keep holidays": _scope("keeps_holidays"),
        "keep equivalents": _scope("keeps_equivalents"),
        "read mails": _scope("reads_mails"),
        "keep the server": _scope("keeps_server"),
        "give addresses back": _scope("gives_addresses_back"),
        "edit frameworks": _scope("edits_frameworks"),
        "read the journal": _scope("assigns"),
        "name secretaries": _scope("names_secretaries"),
        "ask for minutes": _scope("asks_for_minutes"),
        "set reminders": _scope("sets_reminders"),
        "chase": _scope("chases_actions"),
        "follow actions": _scope("reviews_actions"),
        "follow meetings": _scope("reviews_meetings"),
        "plan": _scope("creates_meetings"),
        "validate": _scope("validates"),
        "read downloads": _scope("reads_downloads"),
        "read reports": _scope("is_member"),
        "write reports": _scope("writes_reports"),
        "classify": _scope("classifies"),
        "come in": _scope("is_member"),
        "need a second factor": _scope("needs_second_factor"),
    },
}


@dataclass
class Tally:
    """What was compared: decisions by (kind, verb), how many of them a yes, and disagreements."""

    decisions: Counter = field(default_factory=Counter)
    allowed: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)

    @property
    def total(self):
        return self.decisions.total()

    @property
    def one_sided(self):
        """Verbs that were never a yes, or never a no: nothing was tried of them."""
        asked = self.decisions.items()
        return [verb for verb, count in asked if self.allowed[verb] in (0, count)]


def objects(world):
    """{kind: records about which there is something to decide}."""
    return {
        "meeting": world.meetings,
        "action": world.actions,
        "project": world.projects,
        "file": world.files,
        "convened": world.convened,
        "proposal": world.proposals,
        "group": world.groups,
        "structure": world.agencies,
        "territory": world.territories,
        "account": world.persons,
        "alone": [None],
    }


def compare(world, tally):
    """Take every decision of a planted world twice."""
    users = User.objects.in_bulk()
    for person in world.persons:
        me = Standing(person, world.today)
        for kind, records in objects(world).items():
            for verb, rule in RULES[kind].items():
                found = _numbers(ASKED[kind][verb](users[person.pk]))
                wanted = {each and each.pk for each in records if rule(me, each)}
                tally.decisions[kind, verb] += len(records)
                tally.allowed[kind, verb] += len(wanted)
                if found != wanted:
                    tally.faults.append(_told(world, person, kind, verb, found ^ wanted, wanted))


def _numbers(found):
    numbers = list(found if isinstance(found, list) else found.values_list("pk", flat=True))
    assert len(numbers) == len(set(numbers)), "the same one twice"
    return set(numbers)


def _told(world, person, kind, verb, numbers, wanted):
    first = next(each for each in objects(world)[kind] if (each and each.pk) in numbers)
    law = "may" if (first and first.pk) in wanted else "may not"
    return f"{world.today} {person} {law} {verb} {kind} {first}"
