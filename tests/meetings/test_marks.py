from hypothesis import given
from hypothesis import strategies as st

from meetings.text.marks import pieces

text = st.text(st.sampled_from("ab \n"), max_size=60)


def test_the_words_that_differ_are_found():
    assert pieces("Former les agents en 2021.", "Former tous les agents en 2022.") == [
        ("Former ", None),
        ("", "tous "),
        ("les agents en ", None),
        ("2021.", "2022."),
    ]


def test_lines_that_are_the_same_stay_whole():
    assert pieces("un\n\ndeux\ntrois", "un\n\nDeux\ntrois") == [
        ("un\n\n", None),
        ("deux\n", "Deux\n"),
        ("trois", None),
    ]


def test_a_word_that_ends_a_text_is_the_same_before_a_line_end():
    assert pieces("à Tanout.", "à Tanout.\nPuis Gouré.") == [
        ("à ", None),
        ("Tanout.", None),
        ("", "\nPuis Gouré."),
    ]


@given(text, text)
def test_the_pieces_make_both_texts(before, after):
    found = pieces(before, after)
    assert "".join(old for old, new in found) == before
    assert "".join(old if new is None else new for old, new in found) == after


def test_what_would_take_too_long_to_compare_is_marked_whole():
    before, after = "x a " * 25_000, "a x " * 25_000
    (old, new), *rest = [piece for piece in pieces("!" + before, after) if piece[1] is not None]
    assert ("!" + before, after)[0].startswith(old[:100])
    assert rest == []
    assert len(new) > 90_000


def test_an_ordinary_long_text_is_compared_word_for_word():
    lines = [f"Ligne {n} : le comité a examiné le point {n * 7} du plan." for n in range(1_800)]
    changed = [line.replace("examiné", "relu") if n % 300 == 5 else line
               for n, line in enumerate(lines)]  # fmt: skip
    found = [
        piece for piece in pieces("\n".join(lines), "\n".join(changed)) if piece[1] is not None
    ]
    assert found == [("examiné ", "relu ")] * 6


def test_texts_that_share_a_budget_are_marked_as_a_whole_once_it_is_spent():
    texts = "un deux trois quatre", "deux un quatre trois"
    budget = [60]
    marked = [pieces(*texts, budget) for _ in range(2)]
    assert marked == [pieces(*texts), [texts]]
