"""What a page of the archives is about: its meetings, its actions, its words."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from actions.models import ActionItem
from actions.parts import part_of
from gtm.models import Territory
from meetings.board.turnout import CAME
from meetings.models import Attendance, Meeting


@dataclass(frozen=True)
class Subject:
    """`name`: of its address, with `args`; `row`: the group, region or structure, if it is one.

    `narrows`: how the review of actions is narrowed to it.
    """

    name: str
    title: str
    meetings: QuerySet
    actions: QuerySet
    args: tuple = ()
    row: object = None
    narrows: str = ""

    @property
    def address(self):
        return reverse(f"meetings:{self.name}", args=self.args)


def country(user, today):
    return Subject("archive", "Archives", _meetings(user, today), _actions(user))


def of_group(user, today, group):
    return Subject(
        "group_archive",
        f"Réunions du {group}",
        _meetings(user, today).filter(group=group),
        _actions(user).filter(group=group),
        args=(group.pk,),
        row=group,
        narrows=f"groupe={group.pk}",
    )


def of_region(user, today, region):
    return Subject(
        "region_archive",
        f"Réunions, {region.region_name}",
        _meetings(user, today).filter(region.holds("group__territory")),
        _actions(user).filter(region.holds("group__territory")),
        args=(region.pk,),
        row=region,
        narrows=f"region={region.pk}",
    )


def of_agency(user, today, agency):
    """Where it, or an antenne of it, came, and the actions in which they have a part."""
    came = Attendance.objects.filter(family_of(agency), presence__in=CAME)
    meetings = _meetings(user, today).out().filter(Exists(came.filter(meeting=OuterRef("pk"))))
    return Subject(
        "agency_archive",
        agency.label,
        meetings,
        _actions(user).filter(part_of([agency.pk])),
        args=(agency.pk,),
        row=agency,
        narrows=f"structure={agency.pk}",
    )


def family_of(agency):
    return Q(agencies=agency) | Q(agencies__parent=agency)


def _meetings(user, today):
    return Meeting.objects.visible_to(user).held_until(today)


def _actions(user):
    return ActionItem.objects.visible_to(user)


def regions():
    return Territory.objects.filter(kind__in=[Territory.Kind.COUNTRY, Territory.Kind.REGION])
