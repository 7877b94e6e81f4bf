"""Who hears of what becomes of actions (see `gtm/notices.py`): as many queries for one as for many.

What happens to an action next replaces what was not heard of it yet. A designation is a thing of
its own: it is told beside how far the action is.
"""

from django.db.models import Q
from django.utils.text import Truncator

from actions.follow_up import ActionUpdate, Status
from actions.parts import ActionResponsible, FollowUpAgency
from gtm import journal, notices
from gtm.models import Agency, JournalEntry, Kind
from gtm.notices import News
from gtm.typography import counted

SETTLED = {
    Status.DONE: "Vérifié et clos",
    Status.NOT_DONE: "Clos, non réalisé",
    Status.CANCELLED: "Point d’action annulé",
}


def number_of(count):
    return counted(count, "point d’action", "points d’action")


def of(action):
    return f"action:{action.pk}"


def _charge(action, agency):
    return f"charge:{action.pk}:{agency.pk}"


def _chase(action):
    return f"chase:{action.pk}"


def _forget(actions, at):
    """What was told or asked of them before is overtaken."""
    notices.forget([about(action) for action in actions for about in (of, _chase)], at)


def people_of(agencies, at):
    """{id of a structure: the roles of its people}, of ids: its own; of an antenne that nobody
    belongs to, those of its structure; of SP/CCM, its staff.
    """
    wanted = Agency.objects.filter(pk__in=agencies).values_list("pk", "parent", "is_secretariat")
    wanted = list(wanted)
    places = {pk for agency, parent, _ in wanted for pk in (agency, parent) if pk}
    staff = Q(role="reviewer") if any(is_own for *_, is_own in wanted) else Q(pk__in=[])
    by_place = {}
    for role in notices.holders(at).filter(Q(role="partner", agency__in=places) | staff):
        by_place.setdefault(role.agency_id, []).append(role)
    found = {}
    for agency, parent, is_own in wanted:
        place = None if is_own else agency  # the roles of SP/CCM have no place
        found[agency] = by_place.get(place) or (by_place.get(parent, []) if parent else [])
    return found


def designated(actions, agency, said):
    """The structure's people, of each action with whose follow-up it is charged."""
    _of_charge(Kind.DESIGNATED, f"Suivi confié à {agency.label}", actions, agency, said)


def released(actions, agency, said):
    _of_charge(Kind.RELEASED, f"Suivi retiré à {agency.label}", actions, agency, said)


def _of_charge(kind, title, actions, agency, said):
    notices.forget([_charge(action, agency) for action in actions], said.at)
    roles = people_of([agency.pk], said.at)[agency.pk]
    told = [
        (role, _news(action, title, about=_charge(action, agency)))
        for role in roles
        for action in actions
    ]
    notices.tell(kind, told, said.by, said.at)


def declared(actions, said):
    """Who closes them: the group's secretaries, and SP/CCM where it is not in charge itself."""
    _forget(actions, said.at)
    charged = structures_in_charge(actions)
    own = set(Agency.objects.filter(is_secretariat=True).values_list("pk", flat=True))
    groups = {action.group_id for action in actions}
    checking = Q(role="secretary", group__in=groups) | Q(role="reviewer")
    who = f" par {said.agency.label}" if said.agency else ""
    told = [
        (role, _news(action, f"Déclaré fait{who}, à vérifier", said.sentence))
        for role in notices.holders(said.at).filter(checking)
        for action in actions
        if role.group_id == action.group_id or not (role.group_id or own & charged[action.pk])
    ]
    notices.tell(Kind.DECLARED, told, said.by, said.at)


def settled(actions, said, status):
    _judged(actions, said, Kind.SETTLED, SETTLED[status])


def refused(actions, said):
    title = "Déclaration non retenue : le point d’action reste ouvert"
    _judged(actions, said, Kind.REFUSED, title)


def reopened(actions, said):
    _judged(actions, said, Kind.REOPENED, "Point d’action rouvert")


def undone(actions, said):
    """What was told a moment ago was a mistake: who has not heard it yet never does."""
    _forget(actions, said.at)


def _judged(actions, said, kind, title):
    """Those in charge, and who declared it done."""
    _forget(actions, said.at)
    charged, declarers = structures_in_charge(actions), _declarers(actions)
    people = people_of(set().union(*charged.values()), said.at)
    persons = notices.holders(said.at).filter(user__in=set(declarers.values()))
    by_person = {role.user_id: role for role in persons}
    told = []
    for action in actions:
        roles = [role for pk in charged[action.pk] for role in people[pk]]
        roles += filter(None, [by_person.get(declarers.get(action.pk))])
        told += [(role, _news(action, title, said.reason or said.sentence)) for role in roles]
    notices.tell(kind, told, said.by, said.at)


def chased(asked, said):
    """On the screen: a letter says it by mail. `asked` is {structure: the actions asked about}."""
    people = people_of([agency.pk for agency in asked], said.at)
    title = "Relance : l’état d’avancement est demandé"
    told = [
        (role, _news(action, title, about=_chase(action)))
        for agency, actions in asked.items()
        for role in people[agency.pk]
        for action in actions
    ]
    notices.forget({news.about for _, news in told}, said.at)
    notices.tell(Kind.CHASED, told, said.by, said.at)


def journal_chase(asked, said, copies=()):
    """One line for what was sent or done at once. `asked` is {structure, or None where it was not
    said: the actions asked about}; `copies` names who above them was written to.
    """
    actions = {action for each in asked.values() for action in each}
    if not (actions or copies):
        return
    labels = {agency: agency.label if agency else "structure non précisée" for agency in asked}
    changes = [[labels[agency], "", _many_of(each)] for agency, each in asked.items()]
    changes += [["copie", "", label] for label in dict.fromkeys(copies)]
    how = ActionUpdate.Channel(said.channel).label
    journal.tell(
        said.by,
        said.at,
        f"relance {how}, {number_of(len(actions))}",
        JournalEntry.Kind.CHASE,
        min((action.pk for action in actions), default=0),
        ", ".join(labels.values()) or "copie seule",
        changes,
    )


def _many_of(actions):
    """What the action is, or how many they are."""
    one = " ".join(actions[0].text.split()) if len(actions) == 1 else ""
    return Truncator(one).chars(200) or number_of(len(actions))


def structures_in_charge(actions):
    """{id of an action: ids of the structures that lead it or were designated}."""
    found = {action.pk: set() for action in actions}
    for rows in (
        ActionResponsible.objects.filter(position=0, agency__is_collective=False),
        FollowUpAgency.objects.all(),
    ):
        for action, agency in rows.filter(action__in=found).values_list("action", "agency"):
            found[action].add(agency)
    return found


def _declarers(actions):
    """{id of an action: id of who declared it done last}."""
    kinds = ActionUpdate.objects.filter(kind=ActionUpdate.Kind.DECLARED)
    said = kinds.filter(action__in=[action.pk for action in actions], by__isnull=False)
    return dict(said.order_by("pk").values_list("action", "by"))


def _news(action, title, *more, about=None):
    text = " ".join(action.text.split())
    detail = "\n".join(filter(None, [text, *more]))
    return News(about or of(action), title, action.get_absolute_url(), detail)
