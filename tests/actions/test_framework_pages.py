"""The screens of frameworks: sets and items made, closed, refused; a table that goes out and in."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.classifying.lines import rows_of
from actions.frameworks import Framework, FrameworkItem
from gtm.characters import normalised
from gtm.models import JournalEntry
from tests.at_once import at_once, needs_server
from tests.factories import make_action, make_finding, make_framework, make_item
from tests.hostile import STRINGS

pytestmark = pytest.mark.django_db
LIST = "/actions/cadres/"


@pytest.fixture
def plan(db):
    return make_framework(is_main=True)


@pytest.fixture
def staff(client_of, reviewer):
    return client_of(reviewer)


def address(framework, end=""):
    return f"{LIST}{framework.pk}/{end}"


def tree(framework):
    """[(code, wording, code of the parent, days)] in its order."""
    return list(rows_of(framework))[1:]


def outcomes(answer):
    return [(one.number, one.act, bool(one.errors)) for one in answer.context["trial"].outcomes]


def errors(answer):
    return {name: list(told) for name, told in answer.context["form"].errors.items()}


def test_a_set_and_its_items_are_made_by_hand_and_the_journal_tells_it(staff):
    form = {"name": "Plan 2027-2031", "word": "axe", "since": "2027-01-01", "until": "2031-12-31"}
    answer = staff.post(f"{LIST}nouveau/", form)
    made = Framework.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.is_main, made.since, made.until) == (True, date(2027, 1, 1), date(2031, 12, 31))
    staff.post(address(made, "elements/nouveau/"), {"code": "1", "wording": "Gouvernance"})
    parent = FrameworkItem.objects.get()
    below = {"code": "1.1", "wording": "Textes", "parent": parent.pk}
    staff.post(address(made, "elements/nouveau/"), below)
    assert [row[:3] for row in tree(made)] == [["1", "Gouvernance", ""], ["1.1", "Textes", "1"]]
    told = JournalEntry.objects.order_by("pk").values_list("kind", "action")
    assert list(told) == [("framework", "création")] * 3


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"code": "1", "wording": "x"}, "code"),
        ({"code": "", "wording": "x"}, "code"),
        ({"code": "9", "wording": ""}, "wording"),
        ({"code": "9", "wording": "x", "parent": "99"}, "parent"),
        ({"code": "9", "wording": "x", "since": "2023-01-02", "until": "2023-01-01"}, "__all__"),
    ],
)
def test_what_is_wrong_of_an_item_is_told_at_its_field(staff, plan, form, field):
    make_item(plan, "1")
    answer = staff.post(address(plan, "elements/nouveau/"), form)
    assert (answer.status_code, list(errors(answer))) == (200, [field])
    assert plan.items.count() == 1


def test_an_item_goes_neither_below_its_own_children_nor_deeper_than_four_levels(staff, plan):
    above, chain = None, []
    for code in ("1", "1.1", "1.1.1", "1.1.1.1"):
        above = make_item(plan, code, parent=above)
        chain.append(above)
    alone = make_item(plan, "2")
    for item, parent in ((chain[0], chain[1]), (alone, chain[3]), (chain[0], alone)):
        form = {"code": item.code, "wording": item.wording, "parent": parent.pk}
        answer = staff.post(f"{LIST}elements/{item.pk}/modifier/", form)
        assert list(errors(answer)) == ["parent"]
    other = make_item(make_framework("Pacte mondial"))
    form = {"code": "2", "wording": "x", "parent": other.pk}
    assert list(errors(staff.post(f"{LIST}elements/{alone.pk}/modifier/", form))) == ["parent"]


def test_the_wording_of_an_item_in_use_changes_once_it_is_confirmed(staff, plan, group, secretary):
    item = make_item(plan, "1", "Harmonisaton")
    make_action(group, secretary, items=[item])
    form = {"code": "1", "wording": "Harmonisation"}
    answer = staff.post(f"{LIST}elements/{item.pk}/modifier/", form)
    assert list(errors(answer)) == ["confirmed"]
    staff.post(f"{LIST}elements/{item.pk}/modifier/", form | {"confirmed": "on"})
    closed = {"code": "1", "wording": "Harmonisation", "until": "2023-06-30"}
    staff.post(f"{LIST}elements/{item.pk}/modifier/", closed)
    item.refresh_from_db()
    assert (item.wording, item.until) == ("Harmonisation", date(2023, 6, 30))


def test_what_is_used_is_not_deleted_and_what_is_not_is(staff, plan, group, secretary):
    used, unused = make_item(plan, "1"), make_item(plan, "2")
    make_action(group, secretary, items=[used])
    for item in (used, unused):
        staff.post(f"{LIST}elements/{item.pk}/supprimer/")
    staff.post(address(plan, "supprimer/"))
    assert [item.code for item in plan.items.all()] == ["1"]
    told = JournalEntry.objects.values_list("object_label", "action")
    assert [action for _, action in told] == ["suppression"]
    other = make_framework("Essai")
    make_item(other, "1.1", parent=make_item(other, "1"))
    assert staff.post(address(other, "supprimer/"))["Location"] == LIST
    assert list(Framework.objects.all()) == [plan]


def test_another_set_becomes_the_main_one_and_there_is_one(staff, plan):
    following = make_framework("Plan 2027-2031", years=(2027, 2031))
    staff.post(address(following, "principal/"))
    assert list(Framework.objects.filter(is_main=True)) == [following]


def imported(staff, framework, text, **form):
    return staff.post(address(framework, "importer/"), {"text": text} | form)


TABLE = "Code;Libellé;Sous;Du;Au\n1;Gouvernance;;;\n1.1;Textes;1;01/02/2023;\n2;Protection;;;"


def test_a_trial_tells_each_line_and_stores_nothing(staff, plan, group, secretary):
    make_action(group, secretary, items=[make_item(plan, "2", "Protéger")])
    make_item(plan, "1", "Gouvernance")
    answer = imported(staff, plan, TABLE + "\n3;;;;\n4;x;9;;\n5;x;;32/13/2023;")
    assert outcomes(answer) == [
        (2, "", False),
        (3, "créé", False),
        (4, "modifié\u00a0: libellé (en usage\u00a0: 1 point d’action)", False),
        (5, "", True),
        (6, "", True),
        (7, "", True),
    ]
    assert [item.code for item in plan.items.all()] == ["1", "2"]


def test_all_lines_are_stored_or_none(staff, plan):
    answer = imported(staff, plan, TABLE + "\n3;;;;", keep="1")
    assert (answer.status_code, plan.items.count()) == (200, 0)
    assert imported(staff, plan, TABLE, keep="1")["Location"] == plan.get_absolute_url()
    assert tree(plan) == [
        ["1", "Gouvernance", "", "", ""],
        ["1.1", "Textes", "1", "01/02/2023", ""],
        ["2", "Protection", "", "", ""],
    ]
    assert set(outcomes(imported(staff, plan, TABLE))) == {(n, "", False) for n in (2, 3, 4)}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_a_file_of_a_french_spreadsheet_is_read(staff, plan, encoding):
    file = SimpleUploadedFile("plan.csv", "Code;Libellé\n1;Été à l’Œuvre".encode(encoding))
    staff.post(address(plan, "importer/"), {"file": file, "keep": "1"})
    assert [row[:2] for row in tree(plan)] == [["1", "Été à l’Œuvre"]]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rien", b"\x00\x01\x02", b"a;b\n1;2"])
def test_what_is_no_table_is_refused_in_words(staff, plan, content):
    file = SimpleUploadedFile("plan.xlsx", content)
    answer = staff.post(address(plan, "importer/"), {"file": file, "keep": "1"})
    assert (answer.status_code, bool(errors(answer)), plan.items.count()) == (200, True, 0)


def test_a_set_as_downloaded_reads_back_equal(staff, plan):
    wordings = [
        *map(normalised, STRINGS.values()),
        "=1+1",
        "'=1+1",
        "-2 groupes",
        'a;b "c"',
        "@x",
        "+y",
    ]
    above = None
    for place, wording in enumerate(wordings):
        above = make_item(plan, f"={place}", wording.strip(), above if place % 3 else None)
    text = staff.get(address(plan, "elements.csv")).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == list(rows_of(plan))
    assert {act for _, act, _ in outcomes(imported(staff, plan, text))} == {""}
    again = make_framework("Le même")
    assert imported(staff, again, text, keep="1").status_code == 302
    assert tree(again) == tree(plan)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_and_three(
    staff, group, secretary, django_assert_num_queries, count
):
    sets = [make_framework(f"Plan {number}") for number in range(count)]
    for place in range(count):
        item = make_item(sets[0], f"{place}", parent=make_item(sets[0], f"p{place}"))
        make_action(group, secretary, items=[item])
        make_finding(group, secretary, items=[item])
    for path, queries in ((LIST, 4), (address(sets[0]), 9)):
        with django_assert_num_queries(queries):
            staff.get(path)


class TestTwoAtOnce:
    pytestmark = needs_server

    def test_the_same_table_twice_at_once_makes_each_item_once(self, client_of, reviewer):
        plan = make_framework()
        clients = [client_of(reviewer), client_of(reviewer)]
        answers = at_once(*(lambda c=c: imported(c, plan, TABLE, keep="1") for c in clients))
        assert [answer.status_code for answer in answers] == [302, 302]
        assert [row[0] for row in tree(plan)] == ["1", "1.1", "2"]
