"""Who may do what, said a second time: from the law alone, without a database or the application.

`RULES` gives each kind of object its verbs. A rule takes what a person is on a day (`Standing`) and
the object, a record of `worlds.py`; None for what is about no object. See also `covered.py`.
"""

from datetime import date

STATES = ("planned", "draft", "submitted", "published", "cancelled")  # of a meeting
ROLES = ("secretary", "partner", "deputy", "reviewer", "administrator")  # « reviewer »: SP/CCM
ANY, NONE_YET, SOME = range(99), range(1), range(1, 99)
MOVES = {  # from which states, how many versions being out, by whom; « secretary »: of its group
    "start": ({"planned", "cancelled"}, ANY, {"secretary"}),
    "cancel": ({"planned", "draft"}, NONE_YET, {"secretary"}),
    "submit": ({"draft"}, ANY, {"secretary"}),
    "withdraw": ({"submitted"}, ANY, {"secretary"}),
    "return": ({"submitted"}, ANY, {"reviewer", "deputy"}),
    "publish": ({"submitted"}, ANY, {"reviewer", "deputy"}),
    "correct": ({"published"}, ANY, {"reviewer"}),
    "abandon": ({"draft"}, SOME, {"secretary", "reviewer"}),
}


def families(agencies):  # with the structures whose antennes they are
    return {each for agency in agencies if agency for each in (agency, agency.parent) if each}


def in_charge(action):  # who leads, that is the first named, and who was designated
    return families((*action.named[:1], *action.charged))


def is_spccms(action):
    return any(agency.is_spccm for agency in in_charge(action))


class Standing:
    """What a person is on a day: a closed account, a role over or to come count for nothing."""

    def __init__(self, person, today):
        roles = [r for r in person.roles if r.since <= today <= (r.until or today)]
        roles = roles if person.is_open else []
        self.today = today
        self.pk, self.names = person.pk, {role.name for role in roles}
        self.groups = {role.place for role in roles if role.name == "secretary"}
        self.agencies = {role.place for role in roles if role.name == "partner"}

    def has(self, *names):
        return not self.names.isdisjoint(names)

    def writes(self, it):  # as the secretary of its group
        return it.group in self.groups

    def inside(self, it):
        return self.writes(it) or self.has("reviewer")

    def reads(self, meeting):  # the text being written; a deputy, what waits to be validated
        return self.inside(meeting) or (self.has("deputy") and meeting.state == "submitted")

    def awaits(
        self, meeting
    ):  # begun before its day, a meeting stays announced until it has passed
        begun = meeting.state in ("draft", "submitted") and not meeting.versions
        return begun and meeting.was_announced and meeting.day >= self.today

    def sees(self, meeting):
        told = meeting.state in ("planned", "cancelled") or meeting.versions > 0
        return self.reads(meeting) or (self.has(*ROLES) and (told or self.awaits(meeting)))

    def lists(self, meeting, state):  # who does not read a correction does not know of it
        known = {meeting.state} if self.reads(meeting) or not meeting.versions else set()
        known |= {"published"} if meeting.versions else set()
        known = {"planned"} if self.awaits(meeting) and not self.reads(meeting) else known
        return self.sees(meeting) and state in known

    def removes(self, meeting):  # that was created by mistake
        begun = meeting.state in ("planned", "draft", "cancelled") and not meeting.versions
        return self.inside(meeting) and begun

    def opens(self, file):  # a scan bears telephone numbers: shared by the text that one reads
        shared = file.is_shared if self.reads(file.meeting) else file.was_shared
        return self.inside(file.meeting) or (self.sees(file.meeting) and shared)

    def moves(self, meeting, move):
        before, versions, movers = MOVES[move]
        own = "deputy" in movers and self.pk in meeting.writers  # nobody validates his own text
        mine = self.has(*movers - {"secretary"}) or ("secretary" in movers and self.writes(meeting))
        return mine and not own and meeting.state in before and meeting.versions in versions

    def is_of(self, agencies):
        return any(agency.pk in self.agencies for agency in agencies)

    def works_on(self, action):  # for a structure, also what a collective leads for nobody yet
        part = self.is_of(families(action.named + action.charged))
        return self.inside(action) or part or self.offers_for(action)

    def raised(self, proposal):  # as the secretary of the group that passed it up
        return proposal.origin is not None and self.writes(proposal.origin)

    def offers_for(self, action):  # what a collective leads for nobody yet
        lead = (*action.charged, *action.named, None)[0]
        common = lead is not None and lead.is_collective and action.is_open
        return common and bool(self.agencies)


def role(*names):
    return lambda me, it: me.has(*names)


def once_out(**rules):  # of published minutes
    return {v: lambda me, it, r=r: it.meeting.versions > 0 and r(me, it) for v, r in rules.items()}


def is_ahead(meeting):  # announced, and nothing of it out
    begun = meeting.state == "draft" and meeting.was_announced
    return (meeting.state == "planned" or begun) and not meeting.versions


def is_prepared(meeting):
    return meeting.state in ("planned", "draft") and not meeting.versions


def proposes(me, meeting):  # a structure, until the day that was set
    until = min(meeting.day, meeting.proposals_until or date.min)
    return bool(me.agencies) and is_ahead(meeting) and until >= me.today


MEMBER, SPCCM, STAFF = role(*ROLES), role("reviewer"), role("reviewer", "administrator")
RULES = {
    "meeting": {"see": Standing.sees, "read": Standing.reads, "look behind": Standing.inside}
    | {"manage": Standing.writes}
    | {"type": lambda me, it: me.writes(it) and it.state in ("planned", "draft")}
    | {"remove": Standing.removes}
    | {"prepare": lambda me, it: me.writes(it) and is_prepared(it), "propose": proposes}
    | {"look at the preparation": lambda me, it: me.inside(it) and is_prepared(it)}
    | {"put elsewhere": lambda me, it: me.writes(it) and is_ahead(it)}
    | {"send": lambda me, it: me.inside(it) and it.versions > 0}
    | {"make public": lambda me, it: me.has("reviewer") and it.versions > 0}
    | {"ask for a correction": lambda me, it: me.writes(it) and it.state == "published"}
    | {name: lambda me, it, name=name: me.moves(it, name) for name in MOVES}
    | {f"list as {name}": lambda me, it, name=name: me.lists(it, name) for name in STATES},
    "action": once_out(see=MEMBER, classify=SPCCM, designate=Standing.inside)
    | once_out(review=Standing.works_on, report=Standing.works_on, offer=Standing.offers_for)
    | once_out(declare=lambda me, it: me.is_of(in_charge(it)) or (SPCCM(me, it) and is_spccms(it)))
    | once_out(close=lambda me, it: me.writes(it) or (SPCCM(me, it) and not is_spccms(it))),
    "convened": {"see": lambda me, it: me.inside(it.meeting) or me.is_of(families([it.agency]))}
    | {"answer": lambda me, it: me.is_of(families([it.agency]))},
    "proposal": {"answer": Standing.writes}
    | {"see": lambda me, it: me.inside(it) or me.is_of(families([it.agency])) or me.raised(it)},
    "project": {"read": lambda me, it: me.has(*ROLES) and it.person == me.pk and it.is_open},
    "file": {"open": Standing.opens},
    "structure": {"see": MEMBER},
    "territory": {"see": MEMBER},
    "group": {"see": MEMBER, "plan": Standing.writes, "look behind": Standing.inside}
    | {
        "keep": Standing.inside,
        "board": Standing.inside,
        "hand over": lambda me, it: me.writes(it) or STAFF(me, it),
    },
    "account": {"see": STAFF}  # nobody helps himself, nor closes his own
    | {"manage": lambda me, it: me.has("administrator") and it.pk != me.pk}
    | {f"give {name}": lambda me, it: STAFF(me, it) and it.pk != me.pk for name in ROLES[:2]}
    | {f"give {name}": lambda me, it: RULES["account"]["manage"](me, it) for name in ROLES[2:]},
    "alone": {"edit structures": STAFF, "read the journal": STAFF, "name secretaries": STAFF}
    | {"edit frameworks": STAFF, "keep holidays": STAFF, "read mails": STAFF}
    | {"keep equivalents": STAFF}
    | {"give addresses back": role("secretary", "reviewer", "administrator")}
    | {"keep the server": role("administrator")}
    | {"edit groups": role("administrator"), "plan": role("secretary"), "come in": MEMBER}
    | {"ask for minutes": SPCCM, "set reminders": SPCCM, "validate": role("reviewer", "deputy")}
    | {name: role("secretary", "reviewer") for name in ("chase", "follow meetings")}
    | {"read downloads": role("partner", "reviewer")}
    | {"read reports": MEMBER, "write reports": SPCCM, "classify": SPCCM}
    | {"follow actions": role("secretary", "partner", "reviewer")}
    | {"need a second factor": role("reviewer", "deputy", "administrator")},
}
