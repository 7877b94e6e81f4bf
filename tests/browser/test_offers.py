"""What one click writes in the text, beside a remark, in real Chromium."""

from tests.browser.test_editor import directory, open_editor  # noqa: F401 - fixtures
from tests.factories import make_document, with_actions


def small_letters():
    return with_actions(
        make_document(),
        {"text": "Un", "responsible": "oim/PAM", "deadline": "2022"},
        {"text": "Deux", "responsible": "pam", "deadline": "2022"},
    )[0]


def test_one_click_writes_acronyms_as_the_directory_does(open_editor, directory):  # noqa: F811
    editor = open_editor(small_letters())
    editor.page.get_by_role("button", name="Écrire comme dans l’annuaire").click()
    assert editor.values("responsible") == ["OIM/PAM", "PAM"]
    assert editor.announced == "Écrit comme dans l’annuaire"
    assert editor.focused == ("responsible", "OIM/PAM")
    editor.save()
    assert [key for key, text in editor.stored.document.items() if text == "oim/PAM"] == []


def test_an_offer_comes_after_a_save_and_leaves_alone_what_was_typed_since(
    open_editor,  # noqa: F811
    directory,  # noqa: F811
):
    editor = open_editor(small_letters())
    editor.field("text", 0).focus()
    editor.type("!")
    editor.save()
    button = editor.page.get_by_role("button", name="Écrire comme dans l’annuaire")
    button.wait_for()
    editor.field("responsible", 1).focus()
    editor.press("End")
    editor.type(", HCR")
    button.click()
    assert editor.values("responsible") == ["OIM/PAM", "pam, HCR"]
