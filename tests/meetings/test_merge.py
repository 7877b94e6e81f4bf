import uuid

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meetings.text import document as doc
from meetings.text.merge import Conflict, merge

A, B, C, D, E, F, G, H, J = (f"0000000{n}-0000-4000-8000-000000000000" for n in range(1, 10))
POINT = f"points/{A}/"
BASE = {
    "place": "PAM",
    "start": "9h",
    "points": [A, B],
    f"{POINT}title": "Divers",
    f"{POINT}actions": [C, D],
    f"actions/{C}/text": "Former",
    f"actions/{D}/text": "Équiper",
}


def without(document, *uids):
    for uid in uids:
        document = doc.with_row_removed(document, uid)
    return document


def keys_of(merged):
    return [(conflict.key, conflict.removed_by) for conflict in merged.conflicts]


def test_fields_that_one_side_changed_are_taken_and_the_same_change_twice_is_none():
    mine = BASE | {"place": "Magaria", "end": "11h"}
    theirs = BASE | {"start": "10h", "end": "11h"}
    merged = merge(BASE, mine, theirs)
    assert merged.document == BASE | {"place": "Magaria", "start": "10h", "end": "11h"}
    assert (merged.conflicts, merged.reordered) == ([], [])


def test_a_field_that_both_changed_is_a_conflict_and_says_what_theirs_says():
    merged = merge(BASE, BASE | {"place": "Magaria"}, BASE | {"place": "Tanout"})
    assert (keys_of(merged), merged.document["place"]) == ([("place", "")], "Tanout")


@pytest.mark.parametrize(
    ("choice", "place"),
    [("mine", "Magaria"), ("theirs", "Tanout"), ("both", "Tanout / Magaria")],
)
def test_a_conflict_is_decided_by_a_choice(choice, place):
    mine, theirs = BASE | {"place": "Magaria"}, BASE | {"place": "Tanout"}
    merged = merge(BASE, mine, theirs, {"place": choice})
    assert (merged.conflicts, merged.document["place"]) == ([], place)


def test_both_texts_of_a_discussion_stand_one_after_the_other_mine_last():
    key = f"{POINT}discussion"
    merged = merge(BASE, BASE | {key: "moi"}, BASE | {key: "elle"}, {key: "both"})
    assert merged.document[key] == "elle\nmoi"


def test_of_a_choice_in_a_list_both_cannot_be_taken_and_mine_is():
    mine, theirs = BASE | {"modality": "remote"}, BASE | {"modality": "hybrid"}
    assert merge(BASE, mine, theirs, {"modality": "both"}).document["modality"] == "remote"


def test_an_answer_that_means_nothing_decides_nothing():
    merged = merge(BASE, BASE | {"place": "A"}, BASE | {"place": "B"}, {"place": "x"})
    assert keys_of(merged) == [("place", "")]


def test_new_rows_of_both_follow_their_left_neighbour_and_stay_together():
    mine = BASE | {"attendance": [H, F], f"{POINT}actions": [C, E, D]}
    theirs = BASE | {"attendance": [G], f"{POINT}actions": [C, D, J]}
    for document in (merge(BASE, mine, theirs).document, merge(BASE, theirs, mine).document):
        assert document["attendance"] == [G, H, F]
        assert document[f"{POINT}actions"] == [C, E, D, J]


def test_the_side_that_moved_rows_gives_the_order():
    moved = BASE | {"points": [B, A]}
    for mine, theirs in ((moved, BASE), (BASE, moved)):
        merged = merge(BASE, mine, theirs)
        assert (merged.document["points"], merged.reordered) == ([B, A], [])


def test_two_orders_give_one_whoever_is_mine_and_it_is_told():
    base = {"attendance": [A, B, C]}
    one, other = {"attendance": [C, A, B]}, {"attendance": [B, A, C]}
    assert merge(base, one, other) == merge(base, other, one)
    assert merge(base, one, other).document == {"attendance": [B, A, C]}
    assert merge(base, one, other).reordered == ["attendance"]


def test_a_row_that_the_other_side_left_alone_goes_with_what_stands_below_it():
    assert merge(BASE, without(BASE, A), BASE | {"place": "X"}).document == {
        "place": "X",
        "start": "9h",
        "points": [B],
    }


TOUCHED = {
    "edited": {f"{POINT}title": "Autre"},
    "emptied": {f"{POINT}title": ""},
    "edited below": {f"actions/{C}/text": "Autre"},
    "added under": {f"{POINT}strengths": [E], f"strengths/{E}/text": "Entente"},
    "moved": {"points": [B, A]},
    "moved below": {f"{POINT}actions": [D, C]},
}


@pytest.mark.parametrize("how", TOUCHED)
def test_a_row_that_one_removed_and_the_other_touched_stays_whole_and_is_a_conflict(how):
    touched = BASE | TOUCHED[how]
    gone = without(BASE, A)
    for mine, theirs, remover in ((gone, touched, "mine"), (touched, gone, "theirs")):
        merged = merge(BASE, mine, theirs)
        assert keys_of(merged) == [(f"points/{A}", remover)]
        assert {k: v for k, v in merged.document.items() if k != "points"} == {
            k: v for k, v in touched.items() if k != "points" and v
        }
        assert set(merged.document["points"]) == {A, B}
        assert merge(BASE, mine, theirs, {f"points/{A}": remover}).document == gone
        kept = merge(BASE, mine, theirs, {f"points/{A}": "both"})
        assert (kept.document, kept.conflicts) == (merged.document, [])


def test_removing_below_a_row_that_the_other_removed_is_no_conflict():
    assert merge(BASE, without(BASE, C), without(BASE, A)).conflicts == []


def test_a_row_moved_to_another_parent_keeps_what_the_other_typed_in_it():
    moved = BASE | {f"{POINT}actions": [D], f"points/{B}/actions": [C]}
    theirs = BASE | {f"actions/{C}/deadline": "2022"}
    assert merge(BASE, moved, theirs).document == moved | {f"actions/{C}/deadline": "2022"}


def test_a_row_moved_under_a_parent_that_the_other_removed_is_a_conflict():
    moved = BASE | {f"{POINT}actions": [D], f"points/{B}/actions": [C]}
    merged = merge(BASE, moved, without(BASE, B))
    assert (keys_of(merged), merged.document) == ([(f"points/{B}", "theirs")], moved)
    removed = merge(BASE, moved, without(BASE, B), {f"points/{B}": "theirs"})
    assert removed.document[f"{POINT}actions"] == [C, D]


UIDS = [str(uuid.UUID(int=number)) for number in range(1, 30)]
SECTIONS = ("attendance", "points", "actions", "strengths")
# Each uid belongs to one section, as in life: a browser never makes one twice.
POOL = {section: UIDS[place::4][:5] for place, section in enumerate(SECTIONS)}
words = st.sampled_from(["", "un", "deux", "trois"])


@st.composite
def documents(draw):
    """Small maps in which the same rows come back in other orders, parents and words."""
    pairs = {"place": [draw(words)], "start": [draw(words)]}
    points = draw(st.lists(st.sampled_from(POOL["points"]), unique=True, max_size=4))
    persons = draw(st.lists(st.sampled_from(POOL["attendance"]), unique=True, max_size=4))
    pairs |= {"points": points, "attendance": persons}
    for uid in points:
        pairs[f"points/{uid}/title"] = [draw(words)]
    for uid in persons:
        pairs[f"attendance/{uid}/wording"] = [draw(words)]
    for section in ("actions", "strengths"):
        for uid in draw(st.permutations(POOL[section])):
            if points and draw(st.booleans()):
                parent = draw(st.sampled_from(points))
                pairs.setdefault(f"points/{parent}/{section}", []).append(uid)
                pairs[f"{section}/{uid}/text"] = [draw(words)]
    return doc.clean(pairs.items())


@st.composite
def edited(draw, base):
    """A text some steps after `base`: typed in, rows added, moved, removed, carried elsewhere."""
    document = dict(base)
    for _ in range(draw(st.integers(0, 5))):
        document = draw(st.sampled_from(STEPS))(draw, document, rows_of(document))
    return doc.clean((k, v if isinstance(v, list) else [v]) for k, v in document.items())


def typed(draw, document, rows):
    keys = ["place", *(doc.key_of(*row, next(iter(doc.ROWS[row[0]]))) for row in rows)]
    return document | {draw(st.sampled_from(keys)): draw(words)}


def with_row(draw, document, rows):
    points = [uid for section, uid in rows if section == "points"]
    key = draw(st.sampled_from(["attendance", "points", *(f"points/{p}/actions" for p in points)]))
    free = [uid for uid in POOL[doc.list_section(key)] if uid not in {uid for _, uid in rows}]
    if not free:
        return document
    after = draw(st.sampled_from([*document.get(key, ()), None]))
    return doc.with_row_added(document, key, after, draw(st.sampled_from(free)))[0]


def moved(draw, document, rows):
    if not rows:
        return document
    uid = draw(st.sampled_from(rows))[1]
    return doc.with_row_moved(document, uid, draw(st.integers(-3, 3)))


def removed(draw, document, rows):
    return doc.with_row_removed(document, draw(st.sampled_from(rows))[1]) if rows else document


def carried(draw, document, rows):
    actions = [uid for section, uid in rows if section == "actions"]
    if not actions:
        return document
    uid = draw(st.sampled_from(actions))
    key = f"points/{draw(st.sampled_from(document['points']))}/actions"
    lists = {
        k: [each for each in v if each != uid] if isinstance(v, list) else v
        for k, v in document.items()
    }
    return lists | {key: [*lists.get(key, ()), uid]}


STEPS = (typed, with_row, moved, removed, carried)


def rows_of(document):
    return [
        (doc.list_section(key), uid)
        for key, value in document.items()
        if isinstance(value, list)
        for uid in value
    ]


@st.composite
def histories(draw):
    """(base, mine, theirs): half of them made by editing, half with nothing in common."""
    base = draw(documents())
    if draw(st.integers(0, 3)):
        return base, draw(edited(base)), draw(edited(base))
    return base, draw(documents()), draw(documents())


many = settings(max_examples=200, deadline=None)


@many
@given(histories())
def test_a_side_that_changed_nothing_changes_nothing(texts):
    base, mine, theirs = texts
    for merged, wanted in (
        (merge(base, base, theirs), theirs),
        (merge(base, mine, base), mine),
        (merge(base, mine, mine), mine),
    ):
        assert (merged.document, merged.conflicts, merged.reordered) == (wanted, [], [])


@many
@given(histories())
def test_who_is_mine_makes_no_difference_but_for_the_fields_in_conflict(texts):
    base, mine, theirs = texts
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    turned = {"mine": "theirs", "theirs": "mine", "": ""}
    assert {(c.key, turned[c.removed_by]) for c in one.conflicts} == {
        (c.key, c.removed_by) for c in other.conflicts
    }
    fields = {c.key for c in one.conflicts}
    for key in {*one.document, *other.document} - fields:
        assert one.document.get(key) == other.document.get(key)
    assert set(one.reordered) == set(other.reordered)


@many
@given(histories())
def test_no_row_is_lost_doubled_or_without_its_parent(texts):
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    rows = rows_of(merged.document)
    assert len(rows) == len(set(rows))
    mine_rows, their_rows, base_rows = (set(rows_of(each)) for each in (mine, theirs, base))
    added = (mine_rows | their_rows) - base_rows
    assert set(rows) >= added | (mine_rows & their_rows)
    assert set(rows) <= mine_rows | their_rows
    lists = [key for key, value in merged.document.items() if isinstance(value, list)]
    parents = {tuple(key.split("/")[:2]) for key in lists if "/" in key}
    fields = {tuple(key.split("/")[:2]) for key in merged.document if "/" in key}
    assert parents | fields <= set(rows)


@many
@given(histories())
def test_every_change_of_one_side_is_in_the_text_or_a_conflict(texts):
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    rows, in_conflict = set(rows_of(merged.document)), {c.key for c in merged.conflicts}
    for side, other in ((mine, theirs), (theirs, mine)):
        for key, value in side.items():
            section, _, rest = key.partition("/")
            row = (section, rest.partition("/")[0])
            if isinstance(value, list) or value == base.get(key, ""):
                continue
            assert not rest or row in rows
            alone = rest and row not in set(rows_of(other))
            if alone or other.get(key, "") in (base.get(key, ""), value):
                assert merged.document.get(key) == value
            else:
                assert key in in_conflict


@many
@given(histories())
def test_the_text_is_clean_and_merging_it_again_changes_nothing(texts):
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    text = merged.document
    assert doc.clean((k, v if isinstance(v, list) else [v]) for k, v in text.items()) == text
    assume(not merged.conflicts)
    for side in (mine, theirs):
        again = merge(base, side, text)
        assert (again.document, again.conflicts) == (text, [])


@many
@given(histories(), st.sampled_from(["mine", "theirs", "both"]))
def test_answers_leave_no_conflict_and_those_of_one_side_keep_its_words(texts, choice):
    base, mine, theirs = texts
    asked = merge(base, mine, theirs).conflicts
    merged = merge(base, mine, theirs, {each.key: choice for each in asked})
    assert merged.conflicts == []
    rows = set(rows_of(merged.document))
    assert len(rows) == len(rows_of(merged.document))
    for each in asked:
        is_row = isinstance(each, Conflict) and each.key.count("/") == 1
        if is_row:
            assert (tuple(each.key.split("/")) in rows) == (choice != each.removed_by)
        elif choice != "both":
            side = mine if choice == "mine" else theirs
            assert merged.document.get(each.key, "") == side.get(each.key, "")


@many
@given(st.data())
def test_two_writers_who_save_in_turn_end_with_one_text(data):
    """Each saves from the version last seen; after one more save each, both see the same."""
    base = data.draw(documents())
    server, seen = base, {"one": (base, base), "two": (base, base)}
    for name in ("one", "two", "one", "two"):
        start, text = seen[name]
        latest = data.draw(edited(text))
        merged = merge(start, latest, server)
        assume(not merged.conflicts)
        server = merged.document
        seen[name] = (server, server)
    for name in ("one", "two"):
        start, text = seen[name]
        assert merge(start, text, server).document == server
