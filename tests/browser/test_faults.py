"""Every fault that a text has to survive, in real Chromium against the real server.

Each test lets a robot type, plays one fault, and asks the oracle for letters lost, rows or saves
doubled, silent overwrites and false indicators. Which test covers which fault stands in faults.py.
"""

import pytest

from tests import failpoints
from tests.browser.oracle import NOTHING, verdict
from tests.browser.robot import SAVED, WAITING

# Their outcome hangs on the machine's speed: run alone, by `pytest -m faults tests/browser`.
pytestmark = pytest.mark.faults
SHIFT = """(() => {
  const Real = Date;
  globalThis.shift = %d;
  globalThis.Date = class extends Real {
    constructor(...known) { known.length ? super(...known) : super(Date.now()); }
    static now() { return Real.now() + globalThis.shift; }
  };
})()"""
DAY = 86_400_000  # ms


@pytest.mark.parametrize("point", failpoints.POINTS)
def test_the_server_dies_at_a_point_of_the_transaction(site, robot, point):
    failpoints.arm(site.folder, point)
    robot.type("Tué par une coupure de courant")
    robot.save()
    assert verdict(robot) == NOTHING
    assert not (site.folder / f"failpoint-{point}").exists()


@pytest.mark.parametrize("weather", ["cut", "deaf", "truncated", "portal"])
def test_a_bad_network_delays_the_text_and_nothing_else(site, robot, weather):
    site.network.turn(weather)
    robot.type("Par mauvais temps")
    robot.save()
    robot.until_says(WAITING)
    robot.type(", et la suite")
    site.network.turn("fair")
    assert verdict(robot) == NOTHING


def test_an_answer_that_never_comes_holds_nobody_up(site, robot):
    site.network.turn("hanging")
    robot.type("Sans réponse")
    robot.save()
    robot.until_says("Envoi…")
    robot.type(", on tape toujours")
    robot.until_copied()
    site.network.drop()  # the patience of the page is longer than that of a test
    site.network.turn("fair")
    assert verdict(robot) == NOTHING


def test_a_link_of_2g_that_loses_a_third_brings_the_text(site, robot, monkeypatch):
    monkeypatch.setattr(site.network, "loss", 0.3)
    site.network.turn("slow")
    robot.type("Par la 2G")
    robot.save()
    assert verdict(robot) == NOTHING


def test_a_flapping_link_doubles_nothing(site, robot):
    for turn in range(5):
        site.network.turn("cut")
        robot.type(f"Coupé {turn}. ")
        robot.save()
        site.network.turn("fair")
        robot.hurry()
        robot.type(f"Rétabli {turn}. ")
    robot.add_row("HCR Diffa")
    assert verdict(robot) == NOTHING


@pytest.fixture
def clock(robot):
    """A page whose clock is wrong: `clock(days)`; it may be wrong in another way later."""
    former, made = robot.page, []

    def set_wrong(days):
        if not made:
            made.append(robot.device.context.new_page())
            made[0].add_init_script(SHIFT % (days * DAY))
            robot.page = made[0]
            robot.begin()
        robot.page.evaluate(f"() => (globalThis.shift = {days * DAY})")

    yield set_wrong
    robot.page = former
    for page in made:
        page.close()


def test_hours_without_network_and_a_long_text(site, robot, clock):
    clock(0)
    site.network.turn("cut")
    robot.paste("Les participants ont échangé. " * 700)
    robot.save()
    robot.until_says(WAITING)
    clock(0.3)
    robot.type("Sept heures plus tard.")
    robot.until_copied()
    site.network.turn("fair")
    assert verdict(robot) == NOTHING


@pytest.mark.parametrize("days", [-3, 400])
def test_a_clock_wrong_by_days_changes_nothing(robot, clock, days):
    clock(days)
    robot.type("L’horloge a tort")
    assert verdict(robot) == NOTHING
    clock(0)  # put right, it jumps back, or on
    robot.type(" et la voici à l’heure")
    assert verdict(robot) == NOTHING


def test_the_browser_is_killed_while_one_types(robot):
    robot.type("Tapé sans reprendre haleine, et la panne arrive au milieu d’un m", pace=0.04)
    robot.kill()
    robot.come_back()
    robot.type(", repris")
    assert verdict(robot) == NOTHING


def test_browser_and_server_are_killed_together(site, robot):
    robot.type("Coupure de courant dans tout le bâtiment")
    robot.until_copied()
    robot.save()
    site.server.kill()
    robot.kill()
    site.server.start()
    robot.come_back()
    assert verdict(robot) == NOTHING


@pytest.mark.parametrize("wholly", [False, True], ids=["role ended", "account closed"])
def test_an_account_removed_while_offline_keeps_its_text_here(site, robot, wholly):
    site.network.turn("cut")
    robot.type("Écrit après son départ")
    robot.until_copied()
    site.ask("remove", user=robot.user, wholly=wholly)
    try:
        site.network.turn("fair")
        robot.save()
        robot.until_says("Pas envoyé")
        robot.until_copied()
    finally:
        site.ask("readmit", user=robot.user)
    assert verdict(robot) == NOTHING


@pytest.fixture(scope="module")
def other(site):
    return site.ask("writer", name="Issa")


def test_two_editors_of_different_fields_both_find_their_words(site, robot, other):
    for turn in range(3):
        robot.type(f"Moi {turn}. ")
        robot.add_row(f"Mienne {turn}")
        how = {"fields": {"place": f"Ailleurs {turn}"}, "attendance": f"Sienne {turn}"}
        site.write(meeting=robot.meeting, user=other, **how)
        robot.save()
    rows = [f"Sienne {turn}" for turn in range(3)]
    places = [("place", f"Ailleurs {turn}") for turn in range(3)]
    assert verdict(robot, others=places, other_rows=rows) == NOTHING
    assert robot.page.locator("[name=place]").input_value() == "Ailleurs 2"


def test_two_editors_of_the_same_field_are_asked(site, robot, other):
    robot.type("Ma clôture", "closing")
    theirs = {"closing": "Sa clôture"}
    site.write(meeting=robot.meeting, user=other, fields=theirs)
    robot.save()
    robot.settle("both")
    robot.ledger.fields["closing"] = [(0, sign) for sign in "Sa clôture\nMa clôture"]
    robot.type(", à deux", "closing")
    assert verdict(robot, others=theirs.items()) == NOTHING


def test_a_conflict_found_after_signing_in_again_can_be_reached(site, robot, other):
    robot.device.context.clear_cookies(name="session")
    robot.type("Ma clôture", "closing")
    robot.until(lambda: robot.look()["signIn"], "asked to sign in")
    theirs = {"closing": "Sa clôture"}
    site.write(meeting=robot.meeting, user=other, fields=theirs)
    robot.sign_in()
    robot.hurry()
    robot.until(lambda: robot.look()["conflict"], "told of the conflict")
    assert not robot.look()["signIn"]
    assert verdict(robot, others=theirs.items()) == NOTHING


def test_what_comes_after_the_hand_in_is_set_aside_not_lost(site, robot):
    site.network.turn("cut")
    robot.type("Trop tard")
    robot.until_copied()
    site.ask("submit", meeting=robot.meeting)
    before = site.ask("truth", meeting=robot.meeting)["document"]
    site.network.turn("fair")
    robot.save()
    robot.page.wait_for_url("**/ecarts/**")
    truth = site.ask("truth", meeting=robot.meeting)
    [parked] = [each for each in truth["history"] if each["kind"] == "parked"]
    [text] = [text for key, text in parked["document"].items() if key.endswith("/discussion")]
    assert (text, truth["state"], truth["document"]) == ("Trop tard", "submitted", before)


def test_a_reloaded_page_has_what_was_typed(site, robot):
    site.network.turn("cut")
    robot.type("Puis la page est rechargée")
    robot.until_copied()
    site.network.turn("fair")
    robot.page.reload()
    robot.page.locator("[data-ready]").wait_for()
    assert (robot.value("discussion"), robot.look()["found"]) == (
        "Puis la page est rechargée",
        False,
    )
    assert verdict(robot) == NOTHING


def test_a_text_found_again_and_pressed_twice_is_taken_once(site, robot, other):
    site.network.turn("cut")
    robot.type("Retrouvé")
    robot.until_copied()
    site.write(meeting=robot.meeting, user=other, fields={"place": "Ailleurs"})
    site.network.turn("fair")
    robot.page.reload()
    robot.page.locator("[data-found-take]").dblclick()
    assert verdict(robot, others=[("place", "Ailleurs")]) == NOTHING
    assert robot.copies() == []


def test_the_back_button_brings_the_text_back(robot):
    robot.page.goto("/reunions/")
    robot.open()
    robot.type("Retour en arrière")
    robot.until_copied()
    robot.page.go_back()
    robot.page.get_by_role("heading", level=1, name="Réunions").wait_for()
    robot.page.go_forward()
    robot.page.locator("[data-ready]").wait_for()
    robot.settle()
    robot.type(" et en avant")
    assert verdict(robot) == NOTHING


def test_pressing_twice_counts_once(site, robot):
    robot.type("Deux fois")
    robot.page.locator("[data-save]").dblclick()
    robot.save()
    robot.save()
    assert verdict(robot) == NOTHING
    assert site.ask("truth", meeting=robot.meeting)["version"] == 2


def test_site_data_cleared_while_one_types_are_made_again(site, robot):
    robot.type("Avant le ménage")
    robot.until_says(SAVED)
    site.network.turn("cut")
    robot.type(" pendant")
    robot.until_copied()
    tools = robot.device.context.new_cdp_session(robot.page)
    gone = {"origin": site.address, "storageTypes": "indexeddb,cache_storage,service_workers"}
    tools.send("Storage.clearDataForOrigin", gone)
    robot.type(" et après")
    robot.until_copied()
    site.network.turn("fair")
    assert verdict(robot) == NOTHING


def test_a_million_pasted_characters_arrive_and_one_types_on(robot):
    robot.paste("Les participants ont échangé sur les abris.\n" * 22_728)
    robot.type("Et la suite")
    assert verdict(robot) == NOTHING
    assert len(robot.value("discussion")) > 1_000_000


def test_a_thousand_pasted_lines_make_a_thousand_rows(robot):
    robot.paste_rows([f"Structure {number}" for number in range(1_000)])
    robot.type("Et la suite")
    assert verdict(robot) == NOTHING


def test_signs_that_are_none_go_or_become_one_that_tells(site, robot):
    robot.page.locator("#minutes [name$='/discussion']").evaluate(
        r"""(field) => {
          field.value = "a\u0000b\ud800c 👩🏾‍🌾 \u202e";
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    robot.until_says(SAVED)
    document = site.ask("truth", meeting=robot.meeting)["document"]
    [text] = [text for key, text in document.items() if key.endswith("/discussion")]
    assert text == "ab\ufffdc 👩🏾‍🌾 "
