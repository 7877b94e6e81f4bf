"""The tables say what the published text says, in its first version and in the next ones."""

import pytest

from actions.models import ActionItem
from meetings.models import Finding, Meeting
from meetings.text import document as doc
from tests.factories import (
    make_agency,
    make_document,
    make_meeting,
    publish,
    with_actions,
    with_rows,
)
from tests.meetings.living import again

pytestmark = pytest.mark.django_db
FOLLOW_UP = "Suivi des points d’action"


def below(document, section, place=0):
    """The key of a list of one of the points."""
    return doc.key_of("points", document["points"][place], section)


@pytest.fixture
def published(group, secretary, reviewer):
    """`published(document)`, and again with that of the next version; returns the meeting."""
    made = []

    def publish_next(document):
        if not made:
            made.append(make_meeting(group, secretary, document=document))
        Meeting.objects.update(state="draft", document=document)
        publish(made[0], reviewer)
        return again(made[0])

    return publish_next


def test_a_line_of_the_attendance_is_kept_as_typed_and_says_least_where_nothing_is(published):
    oim, pam = make_agency("OIM"), make_agency("PAM")
    typed = {
        "wording": " Chef de bureau ",
        "quality": "guest",
        "presence": "represented",
        "represented_by": " son adjoint ",
        "persons": " 3 personnes ",
        "structures": "PAM",
        "name": " Ali ",
        "function": " chef ",
        "phone": " 96 00 00 00 ",
        "email": " ali@exemple.ne ",
    }
    document, _ = with_rows(make_document(), "attendance", typed)
    meeting = published(document)
    names = [name for name in typed if name != "structures"]
    told = {key: text.strip() for key, text in typed.items()} | {"persons": 3}
    least = dict.fromkeys(names, "") | {"wording": "OIM", "persons": 1}
    least |= {"quality": "member", "presence": "present"}
    assert list(meeting.attendances.values(*names)) == [
        least,
        {name: told[name] for name in names},
    ]
    assert [line.agencies.get() for line in meeting.attendances.all()] == [oim, pam]


def points_of(meeting):
    """{title: (number, title of the point above, withdrawn)}"""
    rows = meeting.points.values_list("title", "number", "parent__title", "is_withdrawn")
    return {title: said for title, *said in rows}


def test_a_point_is_kept_as_typed_with_what_stands_below_it(published):
    said = {"title": " Mot ", "unnumbered": "1", "presenters": " OIM ", "discussion": "Lu.\n"}
    late = {"title": "Bilan", "postponed": "1", "postponed_reason": " données non reçues "}
    document, _ = with_rows(make_document(), "points", said, late)
    subs = [{"title": " Agadez ", "presenters": " OIM "}, {"title": "Tahoua"}]
    document, _ = with_rows(document, below(document, "subpoints", 1), *subs)
    meeting = published(document)
    assert points_of(meeting) == {
        "Divers": [1, None, False],
        "Mot": [None, None, False],
        "Bilan": [2, None, False],
        "Agadez": [None, "Mot", False],
        "Tahoua": [None, "Mot", False],
    }
    told = ("presenters", "discussion", "is_postponed", "postponed_reason", "position")
    assert {title: rest for title, *rest in meeting.points.values_list("title", *told)} == {
        "Divers": ["", "", False, "", 0],
        "Mot": ["OIM", "Lu.\n", False, "", 1],
        "Bilan": ["", "", True, "données non reçues", 2],
        "Agadez": ["OIM", "", False, "", 0],
        "Tahoua": ["", "", False, "", 1],
    }


def test_the_next_versions_keep_change_drop_and_take_back_points_in_their_rows(published):
    document, _ = with_rows(make_document(), "points", {"title": "Bilan"})
    document, (kept, dropped) = with_rows(
        document, below(document, "subpoints"), {"title": "Agadez"}, {"title": "Tahoua"}
    )
    first = published(document)
    rows = dict(first.points.values_list("uid", "pk"))
    text = document | {below(document, "subpoints"): [kept], f"subpoints/{kept}/title": "Arlit"}
    text["points"] = document["points"][:1]
    assert points_of(published(text)) == {
        "Divers": [1, None, False],
        "Arlit": [None, "Divers", False],
        "Bilan": [2, None, True],
        "Tahoua": [None, "Divers", True],
    }
    # What stood below a point may become one.
    text |= {"points": [*document["points"], dropped], f"points/{dropped}/title": "Tahoua"}
    last = published(text)
    assert points_of(last) == {
        "Divers": [1, None, False],
        "Arlit": [None, "Divers", False],
        "Bilan": [2, None, False],
        "Tahoua": [3, None, False],
    }
    assert dict(last.points.values_list("uid", "pk")) == rows


def test_findings_are_those_of_the_last_version(published):
    document, _ = with_rows(make_document(), "points", {"title": "Bilan"})
    for place in (0, 1):
        for section in ("strengths", "weaknesses"):
            rows = ({"text": f" {section} {place} "}, {"text": ""})
            document, _ = with_rows(document, below(document, section, place), *rows)

    def told():
        return sorted(Finding.objects.standing().values_list("point__title", "kind", "text"))

    published(document)
    assert told() == [
        ("Bilan", "strength", "strengths 1"),
        ("Bilan", "weakness", "weaknesses 1"),
        ("Divers", "strength", "strengths 0"),
        ("Divers", "weakness", "weaknesses 0"),
    ]
    published(document | {below(document, name): [] for name in ("strengths", "weaknesses")})
    assert told() == [
        ("Bilan", "strength", "strengths 1"),
        ("Bilan", "weakness", "weaknesses 1"),
    ]


@pytest.mark.parametrize(("flag", "where"), [({}, FOLLOW_UP), ({"followup": "1"}, "Bilan")])
def test_lines_of_older_meetings_stand_where_the_follow_up_is_printed(published, flag, where):
    document, _ = with_rows(make_document(), "points", {"title": "Bilan"} | flag)
    older = {"text": " ancien ", "meeting_date": "15/06/2019"}
    document, _ = with_rows(document, "former_actions", older, {"text": ""})
    meeting = published(document)
    actions = ActionItem.objects.values_list("text", "agenda_point__title")
    assert list(actions) == [("ancien", where)]
    titles = [] if flag else [FOLLOW_UP]
    assert sorted(point.title for point in meeting.points.all()) == ["Bilan", "Divers", *titles]


def test_the_first_responsible_structure_sees_to_an_action(published):
    oim, pam = make_agency("OIM"), make_agency("PAM")
    document, (uid,) = with_actions(make_document(), {"text": "x", "responsible": "OIM, PAM"})
    published(document)
    first = ActionItem.objects.get().lead
    published(document | {f"actions/{uid}/responsible": "PAM, OIM"})
    assert (first, ActionItem.objects.get().lead) == (oim, pam)
