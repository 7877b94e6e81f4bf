"""The strategic axes: those of the minutes of Zinder, the first set, loaded where there is none."""

from pathlib import Path

from django.core.management import call_command

from actions.frameworks import Framework, FrameworkItem
from tests.factories import make_framework

ROOT = Path(__file__).parents[2]


def test_the_five_axes_are_those_of_the_minutes_of_zinder(db):
    call_command("load_axes")
    call_command("load_axes")
    source = " ".join((ROOT / "tests/minutes/zinder-2021-11-30.txt").read_text().split())
    source = source.replace("toutes des parties", "toutes les parties")
    axes = FrameworkItem.objects.all()
    assert [axis.code for axis in axes] == ["1", "2", "3", "4", "5"]
    assert [each.wording for each in axes if squeezed(each.wording) not in squeezed(source)] == []
    assert [plan.name for plan in Framework.objects.all()] == ["Axes stratégiques 2022-2026"]


def squeezed(text):
    return "".join(text.split())


def test_what_somebody_made_of_the_sets_stays(db):
    make_framework("Plan d’après", is_main=True)
    call_command("load_axes")
    assert [plan.name for plan in Framework.objects.all()] == ["Plan d’après"]
