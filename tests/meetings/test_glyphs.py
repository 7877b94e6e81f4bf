"""Whatever may be typed is drawn, or said before publication."""

import io
from datetime import date

import pikepdf
import pytest

from meetings.printing.glyphs import covered, undrawn
from meetings.printing.minutes import printed
from meetings.text import checklist
from tests import pdfua
from tests.meetings.zinder import rendered, uid, zinder_document, zinder_group

SIGNS = {
    "arabe": "النيجر الهجرة ٢٠٢٢ ،",
    "tifinagh": "ⵜⵉⴼⵉⵏⴰⵖ ⴰⵣⵓⵍ",
    "lettres crochues": "Ƙ ƙ Ɓ ɓ Ɗ ɗ Ƴ ƴ Ŋ ŋ Ǝ ǝ",
    "listes": "✅ ☑ ☐ ✔ ✗ ❌ 👉 🔹 🔸 ▪ ➡ ➢ ◆ ● ★",
    "emoji": "👍 👏 🙏 🤝 😀 😊 😢 🎉 ⚠ 📌 📍 📎 📞 📅 ⏰ 🔴 🚨 🚰 🏠 💧 🌍 🍲 👶 🚚",
    "teint": "🙏🏾 👍🏿",
    "drapeau": "🇳🇪 👨‍👩‍👧 1️⃣",
    "mesures": "≤ ≥ ± × ÷ ≈ ° ² ³ ½ € → ← ↔ ∑ √ ∞",
}


@pytest.mark.parametrize("kind", SIGNS)
def test_what_is_typed_is_drawn(kind):
    document = zinder_document()
    document[f"points/{uid('points', 1)}/discussion"] = SIGNS[kind]
    content = rendered(printed(document, group=zinder_group()))
    assert pdfua.problems(content) == []  # which sees glyph 0, the box, and glyphs of no character
    with pikepdf.open(io.BytesIO(content)) as file:
        fonts = file.pages[0].Resources.Font.values()
        drawn = {
            sign for font in fonts for text in pdfua.characters(font).values() for sign in text
        }
    assert {sign for sign in SIGNS[kind] if sign not in "\ufe0f\u200d "} <= drawn
    assert undrawn(SIGNS[kind]) == []


def test_a_pdf_in_black_and_white_stays_light_with_emoji():
    document = zinder_document()
    document[f"points/{uid('points', 1)}/discussion"] = " ".join(SIGNS.values())
    assert len(rendered(printed(document, group=zinder_group()))) <= 120_000


def test_what_no_font_draws_is_named_once_in_its_order():
    drawn = {ord(sign) for sign in "✅👍"}
    assert undrawn("✅ Fait 🫠 puis 🪿 et 🫠\ufe0f\u200d, à 10\u202f%", drawn) == ["🫠", "🪿"]


def test_usual_texts_ask_nothing_of_the_fonts():
    covered.cache_clear()
    assert undrawn("L’État – n° 2015-36 : « œuvre » … 1er ; ƙɓ", {}) == []
    assert covered.cache_info().misses == 0


def test_what_no_font_draws_is_a_remark_on_its_field():
    document = zinder_document() | {"closing": "Merci 🫠"}
    drawn = {ord("✅")}
    found = checklist.problems(document, {}, date(2022, 1, 1), lambda text: undrawn(text, drawn))
    said = [problem for problem in found if "🫠" in problem.message]
    message = "Ne s’imprime pas : 🫠 Écrivez-le en mots, ou retirez-le."
    assert said == [checklist.Problem("closing", message)]
