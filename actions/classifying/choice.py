"""Fields to choose an item of any framework, each set under its name, children set back."""

from dataclasses import dataclass
from itertools import groupby

from django import forms

from actions.frameworks import Framework, FrameworkItem

SHOWN = 90  # signs of a wording in a list
STEP = "\u2003"  # an em space: what a browser does not take away
WITHOUT = "sans-"  # before the number of a set, in the address


def named(item, end=""):
    """Code and wording as a list shows them."""
    wording = item.wording if len(item.wording) <= SHOWN else f"{item.wording[:SHOWN]}…"
    return f"{STEP * item.depth}{item.code} : {wording}{end}"


def by_framework(items):
    """[(framework, its items)] of `arranged` items."""
    return [(each, list(of)) for each, of in groupby(items, key=lambda item: item.framework)]


class ItemChoice(forms.ChoiceField):
    """`offer` says which; what is chosen comes back as the item."""

    items = {}

    def offer(self, items, today):
        """Items (`arranged`), sets that are over last, each telling so."""
        self.items = {str(item.pk): item for item in items}
        sets = sorted(by_framework(items), key=lambda found: found[0].is_over(today))
        self.choices = [("", "choisissez"), *(_optgroup(*found, today) for found in sets)]

    def clean(self, value):
        return self.items.get(super().clean(value))


def _optgroup(framework, items, today):
    over = " (terminé)" if framework.is_over(today) else ""
    ended = "" if over else " (fermé)"
    return framework.name + over, [
        (str(item.pk), named(item, ended if item.is_over(today) else "")) for item in items
    ]


@dataclass(frozen=True)
class Asked:
    """What a filter asks for: what stands under an item, or under none of a set."""

    item: FrameworkItem | None
    framework: Framework

    def __str__(self):
        return self.item.short if self.item else f"sans {self.framework.word}"

    def condition(self, links):
        """On rows that `links`, a kind of `Classified`, lead to."""
        return links.under(self.item) if self.item else links.without(self.framework)


class ItemFilter(forms.ChoiceField):
    """What narrows a list, with a count beside each choice; a child counts with its parent."""

    items = ()

    def offer(self, items):
        """All items (`arranged`)."""
        self.items = items
        self.asked = {str(item.pk): Asked(item, item.framework) for item in items}
        for framework, _ in by_framework(items):
            self.asked[f"{WITHOUT}{framework.pk}"] = Asked(None, framework)
        self._show()

    def clean(self, value):
        return self.asked.get(super().clean(value))

    def count(self, links, rows, chosen):
        """Tell with each choice how many of the rows it keeps; leave out what keeps none.

        `links`: the kind of `Classified` that leads to them; `chosen`: what the address asks for.
        """
        rows = rows.order_by()
        found = links.count_by_item(self.items, rows=rows)
        counts = {str(pk): of["rows"] for pk, of in found.items()}
        classified, total = links.count_by_set(rows=rows), rows.count()
        for framework, _ in by_framework(self.items):
            of = classified.get(framework.pk, {"rows": 0})
            counts[f"{WITHOUT}{framework.pk}"] = total - of["rows"]
        self._show(lambda key: counts[key] or key == chosen, lambda key: f" ({counts[key]})")

    def _show(self, is_shown=lambda key: True, end=lambda key: ""):
        groups = []
        for framework, items in by_framework(self.items):
            keys = [(str(item.pk), named(item)) for item in items]
            keys.append((f"{WITHOUT}{framework.pk}", f"sans {framework.word}"))
            shown = [(key, label + end(key)) for key, label in keys if is_shown(key)]
            groups += [(framework.name, shown)] if shown else []
        self.choices = [("", "tous"), *groups]
