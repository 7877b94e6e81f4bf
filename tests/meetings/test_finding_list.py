"""The list of strengths and weaknesses: narrowed by item, and classified there."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages

from actions.last_change import LASTS, UNDONE
from actions.reviewing.selection import LARGEST
from gtm.models import JournalEntry
from gtm.refusals import NotNow
from meetings.models import ClassifiedFinding, Finding, LastClassification
from tests.factories import make_axis, make_finding, make_framework, make_item
from tests.forms import Page

pytestmark = pytest.mark.django_db
LIST = "/tableau-de-bord/constats/"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def staff(client_of, reviewer):
    return client_of(reviewer)


def form_of(client, query=""):
    """The form that classifies, as it is sent when nothing is touched, and where to."""
    page = Page(LIST + query, client.get(LIST + query).content)
    return next(each for each in page.sendings if "how" in each.data)


def classify(client, findings, item, how="add", query="", **more):
    sending = form_of(client, query)
    typed = {"finding": [each.pk for each in findings], "item": item.pk, "how": how}
    return client.post(sending.path, sending.data | typed | more)


def plain(text):
    return text.replace("\u00a0", " ")


def told(client, query):
    return [finding.text for finding in client.get(LIST + query).context["page"]]


def test_those_that_are_ticked_are_classified_and_the_filter_stays(
    staff, group, secretary, reviewer
):
    axis = make_axis(1)
    one, two, other = (make_finding(group, secretary, kind="weakness") for _ in range(3))
    query = "?nature=weakness&page=1"
    answer = classify(staff, [one, two], axis, query=query)
    assert (answer.status_code, answer["Location"]) == (302, LIST + query)
    assert [list(each.items.all()) for each in (one, two, other)] == [[axis], [axis], []]
    text = staff.get(answer["Location"]).content.decode()
    assert "Harmonisation des interventions : ajouté à 2 constats." in plain(text)
    assert re.findall(r'<span class="tag">(.*)</span> </p>', text) == ["axe 1"] * 2
    assert JournalEntry.objects.get().object_label == str(axis)


def test_what_did_not_change_is_told(staff, group, secretary):
    axis = make_axis(1)
    one, two = (make_finding(group, secretary, items=items) for items in ([axis], []))
    classify(staff, [one, two], axis)
    text = plain(staff.get(LIST).content.decode())
    assert "1 n’a pas changé : déjà ainsi" in text


def test_an_item_takes_the_place_of_the_others_or_goes_only_where_it_is_asked(
    staff, group, secretary
):
    plan = make_framework(is_main=True)
    first, second = make_item(plan, "1"), make_item(plan, "2")
    finding = make_finding(group, secretary, items=[first])
    found = []
    for item, how in ((second, "add"), (second, "replace"), (second, "remove")):
        classify(staff, [finding], item, how)
        found.append([each.code for each in finding.items.all()])
    assert found == [["1", "2"], ["2"], []]


def test_all_that_the_filter_finds_are_classified_beyond_the_page(
    staff, group, secretary, monkeypatch
):
    monkeypatch.setattr("meetings.board.views.findings.PAGE", 2)
    axis = make_axis(1)
    findings = [make_finding(group, secretary, kind="weakness") for _ in range(3)]
    make_finding(group, secretary)
    classify(staff, [], axis, query="?nature=weakness", tous="1")
    assert sorted(axis.findings.values_list("pk", flat=True)) == [each.pk for each in findings]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"finding": [], "item": "1"}, ["__all__"]),
        ({"item": ""}, ["item"]),
        ({"item": "99999999999999999999"}, ["item"]),
        ({"item": "x", "how": "burn"}, ["item", "how"]),
        ({"finding": ["x", "-1", "1" * 30, "\u0661"]}, ["item", "__all__"]),
    ],
)
def test_what_is_wrong_is_told_and_what_was_ticked_stays(staff, group, secretary, typed, errors):
    finding, axis = make_finding(group, secretary), make_axis(1)
    typed = typed | ({"item": axis.pk} if typed.get("item") == "1" else {})
    answer = staff.post(LIST, {"finding": [finding.pk]} | typed)
    assert (answer.status_code, list(answer.context["selection"].errors)) == (422, errors)
    kept = re.search(r'value="\d+" aria-label="[^"]*"( checked)?', answer.content.decode())
    assert bool(kept[1]) == ("finding" not in typed)
    assert finding.items.count() == 0


@pytest.fixture
def undo(staff):
    """`undo()`: presses the button of the list; what is told, and where one stands then."""

    def undo(query="", **more):
        page = Page(LIST + query, staff.get(LIST + query).content)
        sending = next(each for each in page.sendings if "change" in each.data)
        answer = staff.post(sending.path, sending.data | more)
        said = [plain(str(each)) for each in get_messages(answer.wsgi_request)]
        return said, answer["Location"]

    return undo


def codes(finding):
    return sorted(each.code for each in finding.items.all())


def test_the_last_classification_is_taken_back(staff, group, secretary, undo, reviewer):
    plan = make_framework(is_main=True)
    first, second, third = (make_item(plan, code) for code in "123")
    one, two = make_finding(group, secretary, items=[first, second]), make_finding(group, secretary)
    other = make_finding(group, secretary, items=[first])
    classify(staff, [one, two], third, "replace", query="?nature=strength&page=1")
    assert [codes(one), codes(two), codes(other)] == [["3"], ["3"], ["1"]]
    page = plain(staff.get(LIST).content.decode())
    assert "axe 3 seul de son cadre pour 2 constats." in page
    query = "?nature=strength&page=1"
    assert undo(query) == (["Annulé pour 2 constats."], LIST + query)
    assert [codes(one), codes(two), codes(other)] == [["1", "2"], [], ["1"]]
    assert b'name="change"' not in staff.get(LIST).content
    line = JournalEntry.objects.latest("pk")
    assert plain(line.action) == "annulé pour 2 constats"
    moves = sorted(change[1:] for change in line.changes)
    assert moves == [["axe 3", ""], ["axe 3", "axe 1, axe 2"]]


def test_what_somebody_has_classified_since_stays(staff, group, secretary, undo, reviewer):
    plan = make_framework(is_main=True)
    first, second = make_item(plan, "1"), make_item(plan, "2")
    one, two = make_finding(group, secretary), make_finding(group, secretary)
    classify(staff, [one, two], first)
    ClassifiedFinding.objects.create(finding=two, item=second)
    said, _where = undo()
    assert said == [
        "Annulé pour 1 constat.",
        "1 reste : changé depuis, ou hors de vos droits.",
    ]
    assert [codes(one), codes(two)] == [[], ["1", "2"]]


def test_only_the_last_classification_is_taken_back_once_and_within_the_hour(
    staff, group, secretary, undo, freeze
):
    plan = make_framework(is_main=True)
    first, second = make_item(plan, "1"), make_item(plan, "2")
    finding = make_finding(group, secretary)
    classify(staff, [finding], first)
    former = LastClassification.objects.get().uid
    classify(staff, [finding], second)
    assert undo(change=former)[0] == [plain(UNDONE)]
    last = LastClassification.objects.get().uid
    assert undo()[0] == ["Annulé pour 1 constat."]
    again = staff.post(LIST + "annuler/", {"change": last, "retour": "a\r\nb: c"})
    assert plain(str(list(get_messages(again.wsgi_request))[-1])) == plain(UNDONE)
    freeze(NOON)
    classify(staff, [finding], second)
    offered = []
    for at in (NOON + LASTS - timedelta(seconds=1), NOON + LASTS):
        freeze(at)
        offered.append(b'name="change"' in staff.get(LIST).content)
    assert (offered, codes(finding)) == ([True, False], ["1", "2"])


def test_a_classification_that_another_took_the_place_of_is_not_taken_back(staff, group, secretary):
    plan = make_framework(is_main=True)
    finding = make_finding(group, secretary)
    classify(staff, [finding], make_item(plan, "1"))
    former = LastClassification.objects.get()
    classify(staff, [finding], make_item(plan, "2"))
    with pytest.raises(NotNow):
        Finding.objects.undo(former, NOON)
    assert codes(finding) == ["1", "2"]
    assert LastClassification.objects.count() == 1


def test_an_item_that_was_deleted_since_does_not_come_back(staff, group, secretary, undo):
    plan = make_framework(is_main=True)
    first, second = make_item(plan, "1"), make_item(plan, "2")
    finding = make_finding(group, secretary, items=[first])
    classify(staff, [finding], second, "replace")
    first.delete()
    assert undo()[0] == ["Annulé pour 1 constat."]
    assert codes(finding) == []


def test_more_than_can_be_done_at_once_is_refused(staff, group, secretary, monkeypatch):
    monkeypatch.setattr("meetings.board.forms.LARGEST", 2)
    findings = [make_finding(group, secretary) for _ in range(3)]
    answer = classify(staff, findings, make_axis(1))
    assert "2 constats au plus" in str(answer.context["selection"].errors)
    assert LARGEST == 500


def test_findings_are_classified_by_sp_ccm_alone_and_others_see_no_boxes(
    group, secretary, agency, reviewer, client_of
):
    finding, axis = make_finding(group, secretary), make_axis(1)
    page = client_of(secretary).get(LIST)
    assert (page.status_code, b"selection" in page.content) == (200, False)
    form = {"finding": [finding.pk], "item": axis.pk, "how": "add"}
    assert client_of(secretary).post(LIST, form).status_code == 403
    assert finding.items.count() == 0


def test_the_item_narrows_with_what_is_below_it_and_counts_what_each_keeps(
    staff, group, other_group, secretary
):
    plan = make_framework(is_main=True)
    parent = make_item(plan, "1")
    child, unused = make_item(plan, "1.1", parent=parent), make_item(plan, "2")
    pact = make_item(make_framework("Pacte mondial", "objectif"), "7")
    for text, items in (("a", [parent]), ("b", [child, pact]), ("c", [pact]), ("d", [])):
        make_finding(group, secretary, text=text, items=items)
    make_finding(group, secretary, text="e", kind="weakness", items=[parent])
    make_finding(group, secretary, text="gone", items=[parent], is_withdrawn=True)
    found = {
        query: sorted(told(staff, f"?nature=strength&element={query}"))
        for query in (parent.pk, child.pk, pact.pk, f"sans-{plan.pk}", unused.pk)
    }
    assert list(found.values()) == [["a", "b"], ["b"], ["b", "c"], ["c", "d"], []]
    choices = staff.get(f"{LIST}?nature=strength").context["form"].fields["element"].choices
    counts = {key: label.rpartition("(")[2] for _, own in choices[1:] for key, label in own}
    wanted = {str(query): f"{len(own)})" for query, own in found.items() if own}
    assert counts == wanted | {f"sans-{pact.framework_id}": "2)"}


def test_a_period_narrows_with_both_of_its_days(staff, group, secretary):
    for day in (1, 2, 3, 4):
        make_finding(group, secretary, text=f"{day}", on=date(2022, 3, day))
    assert told(staff, "?du=02/03/2022&au=03/03/2022") == ["3", "2"]
    assert told(staff, "?du=hier&au=2022-13-41") == ["4", "3", "2", "1"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    staff, group, secretary, count, django_assert_num_queries
):
    plan = make_framework(is_main=True)
    for place in range(count):
        item = make_item(plan, f"{place}", parent=make_item(plan, f"p{place}"))
        make_finding(group, secretary, items=[item])
    with django_assert_num_queries(16):
        staff.get(LIST)
