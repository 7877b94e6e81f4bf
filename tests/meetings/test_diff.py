import pytest

from meetings.text import diff
from meetings.text import document as doc
from meetings.text.merge import merge

A, B, C, D = (f"0000000{n}-0000-4000-8000-000000000000" for n in (1, 2, 3, 4))
BASE = {
    "points": [A, B],
    f"points/{A}/title": "Divers",
    f"points/{A}/actions": [C],
    f"actions/{C}/text": "Former",
}


def test_a_change_is_told_in_the_words_of_the_form():
    document = {
        "points": [A, B],
        f"points/{B}/title": "Divers",
        f"points/{B}/actions": [C],
        f"actions/{C}/deadline": "2022",
        "modality": "remote",
        f"points/{A}/unnumbered": "1",
    }
    told = {each.label: (each.before, each.after) for each in diff.changes({}, document)}
    assert told == {
        "Ordre des points": ("", "(ligne vide)\nDivers"),
        "Point 2 › Intitulé": ("", "Divers"),
        "Point 2 › Liste des points d’action": ("", "(ligne vide)"),
        "Point 2 › Point d’action 1 › Date limite": ("", "2022"),
        "Modalité": ("", "virtuel"),
        "Point 1 › Sans numéro": ("", "oui"),
    }


def test_a_row_in_no_text_any_more_is_still_named():
    assert diff.label(doc.key_of("actions", C, "text"), {}) == "Point d’action › Point d’action"


def test_naming_a_choice_that_was_implied_is_no_difference():
    before = {"attendance": [A], f"attendance/{A}/wording": "OIM"}
    after = before | {f"attendance/{A}/presence": "present", "modality": "on_site"}
    assert diff.telling(before, after) == []
    excused = diff.telling(before, before | {f"attendance/{A}/presence": "excused"})
    assert [(change.before, change.after) for change in excused] == [("", "excusé")]


DEEDS = {
    "a modifié « Lieu »": BASE | {"place": "PAM"},
    "a modifié « Point 1 › Intitulé »": BASE | {f"points/{A}/title": ""},
    "a ajouté « Point 2 »": BASE | {"points": [A, D, B], f"points/{D}/title": "Autre"},
    "a retiré « Point 1 »": {"points": [B]},
    "a retiré « Point 1 › Point d’action 1 »": {
        "points": [A, B],
        f"points/{A}/title": "Divers",
    },
    "a changé l’ordre : « Ordre des points »": BASE | {"points": [B, A]},
    "a déplacé « Point 2 › Point d’action 1 »": doc.clean(
        {
            "points": [A, B],
            f"points/{A}/title": ["Divers"],
            f"points/{B}/actions": [C],
            f"actions/{C}/text": ["Former"],
        }.items()
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_somebody_did_is_told_in_one_line(deed):
    assert diff.told(BASE, DEEDS[deed], ["Amina"]) == (f"Amina {deed}",)


def test_several_persons_and_oneself_are_named():
    after = BASE | {"place": "PAM"}
    assert diff.told(BASE, after, ["Amina", "Issa"]) == ("Amina et Issa ont modifié « Lieu »",)
    assert diff.told(BASE, after, []) == (
        "Vous-même, dans une autre fenêtre, avez modifié « Lieu »",
    )


def test_an_order_that_both_changed_is_told_once():
    assert diff.told(BASE, BASE | {"points": [B, A]}, ["Amina"], ["points"]) == (
        "L’ordre a été changé des deux côtés, un seul est retenu : « Ordre des points »",
    )


def test_of_many_changes_the_first_are_told_and_the_others_counted():
    uids = [doc.new_uid() for _ in range(40)]
    told = diff.told({}, {"attendance": uids}, ["Amina"])
    assert (len(told), told[-1]) == (31, "… et 10 autres changements")


def test_a_field_changed_on_both_sides_is_asked_with_both_texts():
    mine, theirs = BASE | {"place": "A"}, BASE | {"place": "B"}
    (asked,) = diff.questions(merge(BASE, mine, theirs).conflicts, BASE, mine, theirs)
    assert (asked.label, asked.base, asked.mine, asked.theirs) == ("Lieu", "", "A", "B")
    assert (asked.can_join, asked.removed_by) == (True, "")


def test_a_row_removed_on_one_side_is_asked_with_all_that_it_says():
    mine, theirs = {"points": [B]}, BASE | {f"actions/{C}/deadline": "2022"}
    (asked,) = diff.questions(merge(BASE, mine, theirs).conflicts, BASE, mine, theirs)
    assert (asked.label, asked.removed_by, asked.mine) == ("Point 1", "mine", "")
    assert asked.theirs == "Intitulé : Divers\nPoint d’action : Former\nDate limite : 2022"


def test_every_field_and_list_has_a_french_name_for_the_browser():
    words = diff.words()
    named = {f"{section}/{name}" for section, fields in doc.ROWS.items() for name in fields}
    assert set(words["fields"]) == named | set(doc.HEADER)
    assert set(words["rows"]) == set(words["lists"]) == set(doc.ROWS)
    assert [key for key, label in words["fields"].items() if not label[:1].isalpha()] == []


def test_the_browser_is_told_the_words_of_choices_and_what_is_computed():
    words = diff.words()
    assert words["choices"]["attendance/quality"]["member"] == "membre"
    assert words["choices"]["points/postponed"] == {"1": "oui"}
    assert {"followups", "adoptions", "followups/days_late"} <= set(words["computed"])
    assert "followups/said" not in words["computed"]
