import json

from hypothesis import given
from hypothesis import strategies as st

from meetings.text import document as doc

A, B, C = (f"0000000{n}-0000-4000-8000-000000000000" for n in (1, 2, 3))


def pairs(document):
    return [(key, value if isinstance(value, list) else [value]) for key, value in document.items()]


def test_known_fields_are_kept_as_typed_and_unknown_ones_ignored():
    posted = {
        "date": ["30/13/2021"],
        "points": [A],
        f"points/{A}/title": ["  Divers "],
        f"points/{A}/pk": ["1"],
        "state": ["published"],
        "points/not-a-uid/title": ["x"],
        f"meetings/{A}/title": ["x"],
    }
    assert doc.clean(posted.items()) == {
        "date": "30/13/2021",
        "points": [A],
        f"points/{A}/title": "  Divers ",
    }


def test_a_row_named_twice_stays_at_its_first_place():
    posted = {"points": [A, A], f"points/{A}/actions": [B, B], "attendance": [B]}
    assert doc.clean(posted.items()) == {"attendance": [B], "points": [A]}


def test_fields_of_rows_that_stand_in_no_list_are_dropped():
    assert doc.clean({f"points/{A}/title": ["x"], "points": [B]}.items()) == {"points": [B]}


def test_signs_are_normalised_where_a_text_comes_in():
    assert doc.clean([("place", ["a\0b\ud800c\x0bd"])]) == {"place": "ab\ufffdc\nd"}


def test_more_rows_than_can_be_published_are_still_stored():
    uids = [doc.new_uid() for _ in range(doc.ROWS_LIMIT + 5)]
    assert doc.clean([("attendance", uids)]) == {"attendance": uids}


def test_a_ditto_mark_repeats_the_row_above_and_chains():
    document = {
        "points": [A],
        f"points/{A}/actions": [A.replace("1", "4", 1), B, C],
        f"actions/{A.replace('1', '4', 1)}/deadline": "2022",
        f"actions/{A.replace('1', '4', 1)}/responsible": "Etat",
        f"actions/{B}/deadline": '"',
        f"actions/{B}/responsible": "idem",
        f"actions/{C}/deadline": "〃",
    }
    read = doc.clean(pairs(document))
    assert (read[f"actions/{B}/deadline"], read[f"actions/{C}/deadline"]) == ("2022", "2022")
    assert read[f"actions/{B}/responsible"] == "Etat"


def test_a_ditto_mark_in_the_first_row_stays_as_typed():
    document = {"points": [A], f"points/{A}/actions": [B], f"actions/{B}/deadline": '"'}
    assert doc.clean(pairs(document)) == document


def test_the_tree_has_every_field_and_the_rows_in_order():
    document = {"points": [B, A], f"points/{A}/title": "Deux", f"points/{B}/strengths": [C]}
    tree = doc.tree(document)
    assert [point["title"] for point in tree["points"]] == ["", "Deux"]
    assert tree["points"][0]["strengths"] == [{"uid": C, "key": f"strengths/{C}", "text": ""}]
    assert tree["place"] == ""


def test_rows_are_added_after_another_moved_and_removed_with_what_stands_below():
    document, first = doc.with_row_added({}, "points")
    document, third = doc.with_row_added(document, "points")
    document, second = doc.with_row_added(document, "points", after=first)
    assert document["points"] == [first, second, third]
    assert doc.with_row_moved(document, third, -1)["points"] == [first, third, second]
    assert doc.with_row_moved(document, first, -1)["points"] == [first, second, third]
    document, action = doc.with_row_added(document, doc.key_of("points", first, "actions"))
    document[doc.key_of("actions", action, "text")] = "à faire"
    assert doc.with_row_removed(document, first) == {"points": [second, third]}


def test_after_a_removal_the_row_before_is_shown_then_the_one_after_then_the_parent():
    document = {"points": [A, B], f"points/{A}/actions": [C]}
    assert [doc.neighbour(document, uid) for uid in (B, A, C)] == [A, B, A]
    assert doc.neighbour({"points": [A]}, A) == ""


def test_the_agenda_is_announced_and_nothing_else():
    document = {
        "date": "1/1/2022",
        "opening": "secret",
        "attendance": [B],
        f"attendance/{B}/wording": "secret",
        "points": [A],
        f"points/{A}/title": "Divers",
        f"points/{A}/discussion": "secret",
        f"points/{A}/actions": [C],
        f"actions/{C}/text": "secret",
    }
    announced = doc.announced(document)
    assert announced == {"date": "1/1/2022", "points": [A], f"points/{A}/title": "Divers"}


def test_contacts_are_not_among_the_words_searched():
    document = {
        "attendance": [A],
        f"attendance/{A}/wording": "Évêché",
        f"attendance/{A}/phone": "96112233",
    }
    assert doc.words(document, is_out=True) == "eveche"


def test_of_minutes_that_are_not_out_only_what_is_announced_is_searched():
    document = {
        "place": "Évêché",
        "points": [A],
        f"points/{A}/title": "Divers",
        f"points/{A}/discussion": "secret",
    }
    assert doc.words(document, is_out=False) == "eveche divers"
    assert doc.words(document, is_out=True) == "eveche divers secret"


def test_the_frame_of_a_former_meeting_comes_under_new_uids_without_what_was_said():
    former = {
        "points": [A, B],
        f"points/{A}/title": "Divers",
        f"points/{A}/discussion": "dit alors",
        f"points/{B}/title": "Autre",
    }
    frame = doc.frame_of(former, "points", {A})
    (uid,) = frame["points"]
    assert uid not in (A, B)
    assert frame == {"points": [uid], f"points/{uid}/title": "Divers"}


keys = st.one_of(
    st.sampled_from(["date", "points", "attendance", f"points/{A}/actions", f"actions/{B}/text"]),
    st.text(max_size=30),
)
values = st.lists(st.one_of(st.text(max_size=20), st.sampled_from([A, B, C])), max_size=5)


@given(st.dictionaries(keys, values, max_size=8))
def test_whatever_is_posted_a_clean_map_is_storable_and_cleaning_it_again_changes_nothing(posted):
    document = doc.clean((key, each) for key, each in posted.items() if each)
    assert json.loads(json.dumps(document)) == document
    assert doc.clean(pairs(document)) == document
