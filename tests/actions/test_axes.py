"""The strategic axes: those of the minutes of Zinder, loaded once, corrected where misspelt."""

from pathlib import Path

from django.core.management import call_command

from actions.follow_up import StrategicAxis
from tests.factories import make_axis

ROOT = Path(__file__).parents[2]


def test_the_five_axes_are_those_of_the_minutes_of_zinder(db):
    call_command("load_axes")
    call_command("load_axes")
    source = " ".join((ROOT / "tests/minutes/zinder-2021-11-30.txt").read_text().split())
    source = source.replace("toutes des parties", "toutes les parties")
    axes = StrategicAxis.objects.all()
    assert [axis.number for axis in axes] == [1, 2, 3, 4, 5]
    missing = [axis.title for axis in axes if axis.title.replace(" ", "") not in squeezed(source)]
    assert (missing, axes[0].plan) == ([], "plan 2022-2026")


def test_a_known_misspelling_is_corrected_and_what_somebody_wrote_stays(db):
    call_command("load_axes")
    right = StrategicAxis.objects.get(number=3).title
    wrong = right.replace("toutes les parties", "toutes des parties")
    titles = []
    for stored in (wrong, "Des informations pour toutes des parties prenantes"):
        StrategicAxis.objects.filter(number=3).update(title=stored)
        call_command("load_axes")
        titles.append(StrategicAxis.objects.get(number=3).title)
    assert titles == [right, "Des informations pour toutes des parties prenantes"]


def squeezed(text):
    return "".join(text.split())


def test_axes_of_two_plans_have_the_same_numbers(db):
    make_axis(1, years=(2022, 2026))
    make_axis(1, years=(2027, 2031))
    assert [axis.first_year for axis in StrategicAxis.objects.all()] == [2027, 2022]
