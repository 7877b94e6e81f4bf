"""The review from the keyboard and with the thumb: how many keys, and where one then stands."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions.follow_up import Said
from actions.models import ActionItem
from gtm.models import Mail
from tests.factories import PASSWORD, make_action, make_agency

TEN = 10
MOST = 150  # keys for ten rows, sentences not counted


class Counted:
    """A page of which every key that is no word is counted."""

    def __init__(self, page):
        self.page, self.keys = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def tab_to(self, row, selector):
        """Tab until what is so named in the row of an action has the focus."""
        there = self.page.locator(f"#action-{row.pk} {selector}:focus")
        for _ in range(MOST):
            self.press("Tab")
            if there.count():
                return
        raise AssertionError(f"{selector} is not reached")

    def stands_on(self, action):
        self.page.locator(f"#action-{action.pk}:focus").wait_for()


@pytest.fixture
def late(transactional_db, group, secretary, reviewer):
    """Eleven late actions, the oldest first."""
    oim = make_agency("OIM", email="oim@example.org")
    days = [date(2022, 1, 1) + timedelta(days=number) for number in range(TEN + 1)]
    return [make_action(group, secretary, oim, due_on=day) for day in days]


@pytest.fixture
def review(late, reviewer, new_page, sign_in):
    def open_review(javascript=True, width=1280):
        page = new_page(javascript=javascript, width=width)
        sign_in(page, reviewer, PASSWORD)
        page.goto("/actions/")
        return Counted(page)

    return open_review


def to_list(keys, late):
    keys.press("Tab", "Tab", "Enter")
    keys.stands_on(late[0])


def test_ten_rows_are_told_from_the_keyboard_without_leaving_the_page(late, review):
    keys = review()
    keys.page.evaluate("window.isSame = true")
    to_list(keys, late)
    for row, action in enumerate(late[:TEN]):
        keys.press("Enter")
        keys.page.keyboard.type(f"Point {row}")
        keys.press("Control+Enter")
        keys.stands_on(late[row + 1])
        assert action.updates.get().sentence == f"Point {row}"
    assert (keys.keys, keys.page.evaluate("window.isSame")) == (3 + 2 * TEN, True)
    assert keys.page.locator(f"#action-{late[0].pk}").get_by_text("Point 0").count() == 1
    assert keys.page.problems == []


def test_ten_rows_are_told_from_the_keyboard_without_javascript(late, review):
    keys = review(javascript=False)
    to_list(keys, late)
    for row in range(TEN):
        keys.tab_to(late[row], "summary")
        keys.press("Enter", "Tab")
        keys.page.keyboard.type(f"Point {row}")
        keys.tab_to(late[row], ".btn-primary")
        with keys.page.expect_navigation():
            keys.press("Enter")
        keys.stands_on(late[row + 1])
    assert [each.updates.get().sentence for each in late[:TEN]] == [
        f"Point {n}" for n in range(TEN)
    ]
    assert keys.page.url.endswith(f"#action-{late[TEN].pk}")
    assert keys.keys <= MOST


def test_ten_are_ticked_and_chased_in_a_few_keys(late, review):
    keys = review()
    to_list(keys, late)
    for action in late[:TEN]:
        keys.stands_on(action)
        keys.press(" ", "Alt+ArrowDown")
    keys.press("Alt+ArrowUp", "Alt+ArrowDown", "Alt+c", "Enter")
    keys.page.wait_for_url("**/relancer/")
    assert keys.keys == 3 + 2 * TEN + 4
    keys.page.get_by_role("button", name="Envoyer les courriels").click()
    keys.page.get_by_text("1 structure relancée par courriel.").wait_for()
    assert Mail.objects.count() == 1
    assert ActionItem.objects.filter(updates__kind="chased").count() == TEN


def test_what_was_typed_stays_when_the_network_drops(late, review):
    keys = review()
    to_list(keys, late)
    keys.press("Enter")
    keys.page.keyboard.type("Les travaux avancent.")
    keys.page.context.set_offline(True)
    keys.press("Control+Enter")
    row = keys.page.locator(f"#action-{late[0].pk}")
    row.get_by_role("alert").get_by_text("ce que vous avez tapé reste ici").wait_for()
    assert row.locator("textarea").input_value() == "Les travaux avancent."
    keys.page.context.set_offline(False)
    keys.press("Control+Enter")
    keys.stands_on(late[1])
    assert late[0].updates.get().sentence == "Les travaux avancent."


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(late, secretary, review):
    page = review(width=360).page
    row = page.locator(f"#action-{late[0].pk}")
    row.locator("summary").click()
    row.locator("textarea").fill("On attend.")
    row.get_by_label("État").select_option("waiting")
    row.get_by_role("button", name="Enregistrer").click()
    row.locator("[name=reason][aria-invalid]:focus").fill("Le financement")
    late[0].report(Said(secretary, timezone.now(), sentence="Vu."))  # meanwhile
    row.get_by_role("button", name="Enregistrer").click()
    row.get_by_role("alert").get_by_text("Quelqu’un a changé ce point d’action").wait_for()
    typed = [row.locator(f"[name={name}]").input_value() for name in ("sentence", "reason")]
    assert typed == ["On attend.", "Le financement"]
    row.get_by_role("button", name="Enregistrer").click()
    page.locator(f"#action-{late[1].pk}:focus").wait_for()
    told = list(late[0].updates.values_list("sentence", "reason", "status"))
    assert told == [("On attend.", "Le financement", "waiting"), ("Vu.", "", "todo")]


def test_a_structure_is_typed_and_the_last_change_taken_back(late, review):
    page = review(width=360).page
    page.locator(".pick").first.check()
    page.locator(".selection-more > summary").click()
    field = page.get_by_label("Structure chargée du suivi")
    field.fill("nulle part")
    field.press("Enter")
    page.get_by_text("Rien de ce nom").wait_for()
    field.fill("oim")
    field.press("Enter")
    page.get_by_text("OIM : chargée du suivi de 1 point d’action.").first.wait_for()
    page.get_by_role("button", name="Annuler ce changement").click()
    page.get_by_text("Annulé pour 1 point d’action.").wait_for()
    assert list(late[0].updates.values_list("kind", flat=True)) == ["released", "designated"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
