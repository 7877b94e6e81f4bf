"""The review of actions: what is asked of it (the filter), and what it counts beside each choice.

Every filter stands in the address. `Review.matching()` is the queryset that the screen shows; what
is exported or reminded is exactly that.
"""

from collections import Counter
from datetime import timedelta

from django import forms
from django.db import models
from django.db.models import Count, F, Q, Value

from actions import deadlines
from actions.classifying.choice import ItemFilter
from actions.follow_up import Status, running
from actions.frameworks import ClassifiedAction, every_item
from actions.lateness import NO_DAY, due_soon, late_on
from actions.parts import (
    NO_LEAD,
    common,
    count_by_lead,
    count_by_structure,
    in_charge,
    led_by,
    led_by_nobody,
    part_of,
)
from actions.reviewing import asking, grouping, words
from actions.silence import Owed
from gtm.days import DayField
from gtm.ids import number_in
from gtm.models import CENTRAL, Agency, WorkingGroup, region_name
from gtm.names import fold
from gtm.widgets import TypedSelect

SOON = timedelta(days=30)
COUNTED = 5_000  # actions up to which the choice of structures has its counts


class State(models.TextChoices):
    LATE = "retard", "en retard"
    SOON = "bientot", "à échéance dans 30 jours"
    DECLARED = "a-verifier", "à vérifier"
    UNASSIGNED = "a-attribuer", "à attribuer"
    UNDATED = "sans-echeance", "sans échéance"
    SILENT = "sans-nouvelle", "sans nouvelle"
    CHASED = "relance", "relancés sans réponse"
    OPEN = "ouvert", "ouverts"
    CLOSED = "clos", "clos"
    DONE = "fait", "réalisés"  # shown where it is asked for: what is closed has its line
    ALL = "tout", "tous"


def in_state(state, today, owed):
    """The actions of a state, as a condition; `owed`: how often news are."""
    undated = ("none", "free")
    return {
        State.LATE: late_on(today),
        State.SOON: due_soon(today, SOON),
        State.DECLARED: Q(is_open=True, status=Status.DECLARED),
        State.UNASSIGNED: common(),
        State.UNDATED: running() & Q(due_on=None, deadline_precision__in=undated),
        State.SILENT: owed.overdue(today),
        State.CHASED: Q(is_open=True, chased_count__gt=0),
        State.OPEN: Q(is_open=True),
        State.CLOSED: Q(is_open=False),
        State.DONE: Q(is_open=False, status=Status.DONE),
        State.ALL: Q(),
    }[state]


SORTS = {  # value in the address: heading, column
    "retard": ("Retard", "due_on"),
    "action": ("Point d’action", "words"),
    "responsable": ("Responsable", "responsible_wording"),
    "region": ("Région", region_name("group__territory")),
    "reunion": ("Réunion", "decided_on"),
    "suivi": ("Dernier suivi", "last_news_at"),
    "silence": ("Silence, le plus long d’abord", "silent_since"),
}
HEADINGS = [key for key in SORTS if key != "silence"]  # the columns of the table
ORDERS = [
    (sign + key, label + (", à rebours" if sign else ""))
    for key, (label, _) in SORTS.items()
    for sign in ("", "-")
    if sign + key != "retard"
]


ROLES = {
    "": "responsable ou associée",
    "mene": "chef de file ou chargée du suivi",
    "chef": "chef de file",
}
HAVING = {"": part_of, "mene": in_charge, "chef": led_by}
NOBODY = "aucune"


PERIODS = {  # value in the address: word, column
    "": ("réunion", "decided_on"),
    "echeance": ("échéance", "due_on"),
    "cloture": ("clôture", "closed_on"),
}


class ReviewFilter(forms.Form):
    """What is typed in the address; a wrong value narrows nothing."""

    mots = forms.CharField(label="Mots", required=False, max_length=200)
    region = forms.ChoiceField(label="Région", required=False)
    groupe = forms.ChoiceField(label="Groupe", required=False)
    structure = forms.ChoiceField(label="Structure", required=False, widget=TypedSelect)
    part = forms.ChoiceField(
        label="Rôle",
        required=False,
        choices=list(ROLES.items()),
    )
    element = ItemFilter(label="Axe, objectif, indicateur…", required=False)
    silence = forms.ChoiceField(label=asking.ASKS["silence"].label, required=False)
    relance = forms.ChoiceField(label=asking.ASKS["relance"].label, required=False)
    fois = forms.ChoiceField(label=asking.ASKS["fois"].label, required=False)
    periode = forms.ChoiceField(
        label="Période",
        required=False,
        choices=[("", "date de la réunion"), ("echeance", "échéance"), ("cloture", "clôture")],
    )
    du = DayField(label="Du", required=False, read=deadlines.parse_day)
    au = DayField(label="Au", required=False, read=deadlines.parse_day)
    par = forms.ChoiceField(label="Grouper", required=False)
    tri = forms.ChoiceField(
        label="Trier par", required=False, choices=[("", "Retard, le plus ancien d’abord"), *ORDERS]
    )
    etat = forms.ChoiceField(required=False, choices=State.choices, widget=forms.HiddenInput)


class Review:
    """`actions`: those that the person reviews; `query`: the address; `today`: in Niamey."""

    def __init__(self, query, actions, today):
        self.actions, self.today, self.owed = actions, today, Owed.now()
        groups = WorkingGroup.objects.select_related("territory__parent__parent")
        self.groups = {str(group.pk): group for group in groups}
        self.regions = {str(each.region.pk): each.region.region_name for each in groups}
        self.form = ReviewFilter(query, auto_id="filtre_%s")
        items = every_item()
        self.form.fields["element"].offer(items)
        self.form.fields["par"].choices = list(grouping.choices(items))
        self._read(query)
        self.by_item = grouping.ByItem.asked(self.asked.get("par"), items)

    def _read(self, query):
        structure = number_in(query.get("structure"))
        agency = Agency.objects.filter(pk=structure).select_related("territory")
        self.agency = agency.first() if structure else None
        self._offer("region", self.regions)
        self._offer("groupe", {pk: group.name for pk, group in self.groups.items()})
        known = {str(self.agency.pk): self.agency.label} if self.agency else {}
        self._offer("structure", known | {NOBODY: NO_LEAD})
        self.asks = {name: asking.offered(name, query.get(name, "")) for name in asking.ASKS}
        for name, labels in self.asks.items():
            self._offer(name, labels)
        self.form.is_valid()
        self.asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        self.state = State(self.asked.get("etat", State.LATE))
        self.of_words = words.holding(self.asked.get("mots", ""))

    def _offer(self, name, labels, counts=None):
        """The choices of a field, each with its count; those without any are left out."""
        chosen = self.form.data.get(name)
        self.form.fields[name].choices = [
            ("", "toutes" if name in ("region", "structure") else "tous"),
            *(
                (pk, label if counts is None else f"{label} ({counts.get(pk, 0)})")
                for pk, label in labels.items()
                if counts is None or counts.get(pk) or pk == chosen
            ),
        ]

    # --- What is shown ---

    def matching(self, *without):
        """The actions that fit all filters, or all but some."""
        actions = self.actions
        for name, condition in self._conditions().items():
            if name not in without:
                actions = actions.filter(condition)
        return actions

    def _conditions(self):
        asked = self.asked
        found = {"etat": in_state(self.state, self.today, self.owed), "periode": self._period()}
        found |= asking.conditions(asked, self.today)
        found["mots"] = self.of_words
        if "region" in asked:
            inside = [pk for pk, each in self.groups.items() if _is_in(each, asked["region"])]
            found["region"] = Q(group__in=inside)
        if "groupe" in asked:
            found["groupe"] = Q(group=asked["groupe"])
        if "structure" in asked:
            found["structure"] = self._structure()
        if "element" in asked:
            found["element"] = asked["element"].condition(ClassifiedAction)
        return found

    def _structure(self):
        if self.asked["structure"] == NOBODY:
            return led_by_nobody()
        return HAVING[self.asked.get("part", "")]([self.agency.pk])

    def _period(self):
        column = PERIODS[self.asked.get("periode", "")][1]
        bounds = {"du": f"{column}__gte", "au": f"{column}__lte"}
        return Q(
            **{bound: self.asked[name] for name, bound in bounds.items() if name in self.asked}
        )

    def ordered(self):
        """`sorted()`; grouped ones carry their `section`, and come by it."""
        by = self.asked.get("par")
        if by is None:
            return self.sorted()
        if self.by_item:
            actions = self.by_item.placed(self.matching())
        else:
            sections = {"region": grouping.by_region, "structure": grouping.by_lead}
            actions = sections[by](self.matching())
        return actions.order_by("place", *self._order(), "pk")

    def keys(self):
        """(pk, section) of each, as `ordered()`."""
        actions = self.ordered()
        if "section" not in actions.query.annotations:
            actions = actions.annotate(section=Value(""))
        return actions.values_list("pk", "section")

    def sorted(self):
        """`matching()`, sorted as asked."""
        *first, order = self._order()
        return self.matching().order_by(*first, order, "-pk" if order.descending else "pk")

    def _order(self):
        """What the actions are sorted by, first things first."""
        asked = self.asked.get("tri", "retard")
        column = SORTS[asked.lstrip("-")][1]
        never = column == "last_news_at"  # what was never heard of is silent longest
        # The index of late actions is read as it stands: there, no day is missing.
        is_late = self.state in (State.LATE, State.SOON)
        first = [NO_DAY.asc()] if column == "due_on" and not is_late else []
        last = None if column in ("due_on", "silent_since") else True
        column = F(column) if isinstance(column, str) else column
        if asked.startswith("-"):
            return [*first, column.desc(nulls_last=last)]
        order = column.asc(nulls_first=True) if never else column.asc(nulls_last=last)
        return [*first, order]

    @property
    def definition(self):
        """What the sections count, told under their title; "" where it goes without saying."""
        return (
            grouping.BY_ITEM
            if self.by_item
            else grouping.DEFINITIONS.get(self.asked.get("par"), "")
        )

    # --- What is counted beside each choice: as many queries for one action as for a million ---

    def count(self):
        """Fill in the counts of all choices; returns how many actions are found."""
        counts = self._count_states()
        self.states = [(state, counts[state]) for state in State if state in counts]
        self._count_groups()
        self._count_items()
        self._count_silence()
        self._count_agencies()
        return counts[self.state]

    def _count_states(self):
        """{state: count}. What is open is little, and has its index; the rest is closed."""
        everything = self.matching("etat")
        open_ones = set(State) - {State.ALL, State.CLOSED, State.DONE}
        counts = everything.open().aggregate(
            **{
                state: Count("pk", filter=in_state(state, self.today, self.owed))
                for state in open_ones
            }
        )
        total = everything.count()
        closed = total - counts[State.OPEN]
        counts |= {State.ALL: total, State.CLOSED: closed}
        if self.state == State.DONE:
            counts[State.DONE] = self.matching().count()
        return {State(state): count for state, count in counts.items()}

    def _count_groups(self):
        counts = _counted(self.matching("region", "groupe"), "group")
        regions = Counter()
        for pk, number in counts.items():
            regions[str(self.groups[pk].region.pk)] += number
        self._offer("region", self.regions, regions)
        inside = {
            pk: group.name
            for pk, group in self.groups.items()
            if "region" not in self.asked or _is_in(group, self.asked["region"])
        }
        self._offer("groupe", inside, counts)

    def _count_items(self):
        actions = self.matching("element")
        if not self._are_too_many(actions):
            chosen = self.form.data.get("element")
            self.form.fields["element"].count(ClassifiedAction, actions, chosen)

    def _count_silence(self):
        actions = self.matching(*self.asks)
        counts = asking.count(actions, self.asks, self.asked, self.today)
        for name, labels in self.asks.items():
            self._offer(name, labels, counts[name])

    def _count_agencies(self):
        actions = self.matching("structure")
        if self._are_too_many(actions):
            labels = {str(each.pk): each.label for each in self._named_anywhere()}
            self._offer("structure", labels | {NOBODY: NO_LEAD})
            return
        counts = self._counts_of_agencies(actions)
        known = Agency.objects.filter(pk__in=counts).select_related("territory")
        by_name = sorted(known, key=lambda agency: fold(agency.label))
        labels = {str(agency.pk): agency.label for agency in by_name}
        counts = {str(pk): count for pk, count in counts.items()}
        counts[NOBODY] = actions.filter(led_by_nobody()).count()
        if self.agency:
            labels.setdefault(str(self.agency.pk), self.agency.label)
        self._offer("structure", labels | {NOBODY: NO_LEAD}, counts)

    def _counts_of_agencies(self, actions):
        """{structure: count}: each alone, and then those with antennes with theirs."""
        role = self.asked.get("part", "")
        if role == "chef":
            return count_by_lead(actions, F("lead")) | count_by_lead(actions)
        choices = {"leading": role == "mene", "collectives": True}
        alone = count_by_structure(actions, F("agency"), **choices)
        return alone | count_by_structure(actions, **choices)

    def _are_too_many(self, actions):
        """To be counted by what several of them may share."""
        return actions.order_by()[: COUNTED + 1].count() > COUNTED

    def _named_anywhere(self):
        """Too many actions to count by structure: the structures, without their counts."""
        return sorted(
            Agency.objects.active().select_related("territory"), key=lambda each: fold(each.label)
        )

    # --- What is told of the filter ---

    @property
    def narrowing(self):
        """Current filters as removable words: [(names in the address, what it says)]."""
        asked, words = self.asked, []
        if self.state != State.ALL:
            words.append((["etat"], self.state.label))
        if "region" in asked:
            name = self.regions[asked["region"]]
            words.append((["region"], name if name == CENTRAL else f"région {name}"))
        if "groupe" in asked:
            words.append((["groupe"], self.groups[asked["groupe"]].name))
        if "structure" in asked:
            words.append((["structure", "part"], self._structure_words()))
        if "element" in asked:
            words.append((["element"], str(asked["element"])))
        words += [([name], told) for name, told in asking.told(asked)]
        if "du" in asked or "au" in asked:
            words.append((["du", "au", "periode"], self._period_words()))
        if "mots" in asked:
            words.append((["mots"], f"« {asked['mots']} »"))
        return words

    def _structure_words(self):
        if self.asked["structure"] == NOBODY:
            return "sans structure désignée"
        return f"{self.agency.label} ({ROLES[self.asked.get('part', '')]})"

    def _period_words(self):
        what = PERIODS[self.asked.get("periode", "")][0]
        bounds = [
            f"{name} {self.asked[name]:%d/%m/%Y}" for name in ("du", "au") if name in self.asked
        ]
        return " ".join([what, *bounds])


def _is_in(group, region):
    return str(group.region.pk) == region


def _counted(actions, column):
    # The rows, not their ids: an index alone then answers on PostgreSQL.
    rows = actions.order_by().values_list(column).annotate(number=Count("*"))
    return {str(pk): number for pk, number in rows}
