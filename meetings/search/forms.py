"""What is searched and narrowed, all in the address; and the list of equivalents."""

from collections import Counter, defaultdict

from django import forms
from django.db.models import Exists, OuterRef

from actions.classifying.choice import named
from actions.frameworks import ClassifiedAction, every_item
from gtm.directory.fields import FieldsOnly
from gtm.ids import number_in
from gtm.models import Agency, Territory, WorkingGroup
from gtm.widgets import TypedSelect
from meetings.models import Equivalence, Meeting
from meetings.search import indexing, results
from meetings.search.query import mark, parse

LONGEST = 300  # signs of what is asked


class SearchForm(forms.Form):
    """The fields of the page; what each filter offers is set once it is known what is found."""

    mots = forms.CharField(
        label="Chercher",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    exacts = forms.BooleanField(label="Ces mots exactement", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    groupe = forms.ChoiceField(label="Groupe", required=False)
    annee = forms.ChoiceField(label="Année", required=False)
    structure = forms.ChoiceField(label="Structure", required=False, widget=TypedSelect)
    element = forms.ChoiceField(label="Axe ou objectif", required=False)


# Filters that are marks of the index: name in the address, letter, those that have a number.
MARKS = {
    "region": ("r", Territory.objects.all()),
    "groupe": ("g", WorkingGroup.objects.all()),
    "annee": ("y", None),
    "structure": ("s", Agency.objects.select_related("territory")),
}
ALL = {"region": "toutes", "annee": "toutes", "structure": "toutes"}


class Search:
    """What an address asks of the minutes that a person may read, and what is found.

    `asked`: {filter: (value, label)}; `is_loose`: no text has all the words, these have some.
    """

    def __init__(self, address, user, vocabulary):
        self.form = SearchForm(address, auto_id="recherche_%s")
        self.text = typed(address)
        self.items = {str(item.pk): item for item in every_item()}
        self.meetings = Meeting.objects.visible_to(user).out()
        self.asked = dict(self._read(address))
        exactly = bool(address.get("exacts"))
        asked = parse(self.text, vocabulary, exactly=exactly)
        self.query = asked.marked(indexing.READERS[False], *self._marks())
        self.results = results.of(self.query, self._narrowed())
        self.is_loose = not self.results and len(self.query.terms) > 1
        if self.is_loose:
            self.query = self.query.loosened()
            self.results = results.of(self.query, self._narrowed())
        self._offer()

    def _read(self, address):
        for name, (_, rows) in MARKS.items():
            number = number_in(address.get(name))
            label = _label(name, number, rows)
            if label:
                yield name, (number, label)
        item = self.items.get(address.get("element", ""))
        if item:
            yield "element", (item.pk, item.short)

    def _marks(self):
        for name, (letter, _) in MARKS.items():
            if name in self.asked:
                yield mark(letter, self.asked[name][0])

    def _narrowed(self):
        """Those with an action under the item asked for, or below it: it may have been put there
        since the minutes were published, so that no mark tells it.
        """
        if "element" not in self.asked:
            return self.meetings
        family = self.items[str(self.asked["element"][0])].family
        under = ClassifiedAction.objects.filter(item__in=family)
        own = under.filter(action__agenda_point__meeting=OuterRef("pk"))
        return self.meetings.filter(Exists(own))

    # --- What is offered ---

    def _offer(self):
        counts = self.results.counts()
        for name, (letter, rows) in MARKS.items():
            own = _own(counts, mark(letter, ""))
            self._show(name, _choices(name, own, rows))
        self._show("element", self._items())

    def _show(self, name, choices):
        chosen = self.asked.get(name)
        if chosen and chosen[0] not in {value for value, _, _ in choices}:
            choices = [(*chosen, 0), *choices]
        field = self.form.fields[name]
        field.choices = [
            ("", ALL.get(name, "tous")),
            *((value, f"{label} ({count})") for value, label, count in choices),
        ]

    def _items(self):
        """(item, label, meetings with an action under it or below it)."""
        found = ClassifiedAction.objects.filter(
            action__agenda_point__meeting__in=self.results.meetings()
        )
        under = defaultdict(set)
        for item, meeting in found.values_list("item", "action__agenda_point__meeting"):
            under[item].add(meeting)
        for item in self.items.values():
            meetings = set().union(*(under[pk] for pk in item.family))
            if meetings:
                yield item.pk, named(item), len(meetings)

    @property
    def words(self):
        """[(a filter in words, the address without it)]."""
        return [(label, self._without(name)) for name, (_, label) in self.asked.items()]

    def _without(self, name):
        address = self.form.data.copy()
        address.pop(name, None)
        address.pop("page", None)
        return f"?{address.urlencode()}"


def typed(address):
    """The words that an address asks, as far as they count."""
    return address.get("mots", "").replace("\x00", " ").strip()[:LONGEST]


def _label(name, number, rows):
    if rows is None:
        return str(number) if number else ""
    found = rows.filter(pk=number).first() if number else None
    return _words_of(found) if found else ""


def _words_of(row):
    return row.region_name if isinstance(row, Territory) else getattr(row, "label", str(row))


def _own(counts, letter):
    return Counter(
        {
            int(each[len(letter) :]): count
            for each, count in counts.items()
            if each.startswith(letter)
        }
    )


def _choices(name, counts, rows):
    """[(value, label, count)]: years the last first, the others by their name."""
    if rows is None:
        return [(year, str(year), counts[year]) for year in sorted(counts, reverse=True)]
    found = rows.filter(pk__in=counts)
    told = [(row.pk, _words_of(row), counts[row.pk]) for row in found]
    return sorted(told, key=lambda choice: choice[1])


class EquivalenceForm(forms.ModelForm):
    class Meta:
        model = Equivalence
        fields = ["words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()
