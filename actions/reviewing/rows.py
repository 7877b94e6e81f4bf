"""The rows of the review on a screen: what each shows, and what the person may do with it."""

from dataclasses import dataclass
from itertools import pairwise

from actions.follow_up import ActionUpdate
from actions.models import ActionItem
from actions.reviewing.exports import Row
from actions.reviewing.selection import states_in_row
from gtm.access import scope


@dataclass(frozen=True)
class ScreenRow(Row):
    """What is exported of an action, and what may be done with it on the screen."""

    days_waiting: int | None
    may_declare: bool
    may_close: bool
    is_selected: bool
    is_common: bool  # said to a structure, whose own stand beside them
    offering: list  # labels of the structures that propose themselves
    after: int | None  # the action in the row below

    @property
    def states(self):
        return states_in_row(self.may_declare, self.may_close) if self.action.is_running else []


def of_page(keys, user, today, owed, selected=(), all_ticked=False, after=None):
    """The rows of a page of the review, in its order: as many queries for 1 as for 50.

    `keys`: (id, the heading under which it stands, or "") of each.
    `after`: the action in the row below the last one.
    """
    sections = dict(keys)
    below = dict(pairwise([*sections, after]))
    these = ActionItem.objects.filter(pk__in=list(sections))
    whole = (
        these.select_related("agenda_point", "group__territory__parent__parent")
        .defer("agenda_point__discussion", "words")
        .prefetch_related("responsibles__agency__territory", "follow_ups__agency__territory")
        .prefetch_related("classified__item__framework")
    )
    found = {action.pk: action for action in whole}
    latest = these.latest_news()
    declarable = set(these.declarable_by(user).values_list("pk", flat=True))
    closable = set(these.closable_by(user).values_list("pk", flat=True))
    common, offering = _common(these, user), _offering(these)
    return [
        ScreenRow(
            action=found[key],
            days_late=found[key].days_late(today),
            days_waiting=found[key].days_waiting(today),
            region=found[key].group.region.region_name,
            news=latest.get(key),
            may_declare=key in declarable and found[key].is_running,
            may_close=key in closable and not found[key].is_closed,
            is_selected=all_ticked or key in selected,
            is_common=key in common,
            offering=offering.get(key, []),
            section=section,
            items=[each.item for each in found[key].classified.all()],
            silence=owed.silence_of(found[key], today),
            after=below[key],
        )
        for key, section in sections.items()
    ]


def _common(actions, user):
    if scope(user).only_structures is None:
        return ()
    return set(actions.common().values_list("pk", flat=True))


def _offering(actions):
    """{action: labels of the structures that would see to it}"""
    found = {}
    for each in (
        ActionUpdate.objects.filter(action__in=actions).offers().select_related("agency__territory")
    ):
        found.setdefault(each.action_id, []).append(each.agency.label)
    return found
