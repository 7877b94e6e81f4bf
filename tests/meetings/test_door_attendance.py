"""Who came is put into the minutes, beside what is typed there."""

import pytest
from django.utils import timezone

from meetings.door import attendance, code
from meetings.models import Door, Meeting
from meetings.text import document as doc
from meetings.writing import store
from tests.factories import make_agency, make_convened, make_meeting
from tests.meetings.dooring import add, address, post, remove, tick


@pytest.fixture
def meeting(group, secretary):
    document = {"kind": "ordinary", "date": "30/11/2021", "place": "Zinder", "territory": ""}
    meeting = make_meeting(group, secretary, document=document)
    code.open_door(meeting, secretary, timezone.now())
    return meeting


@pytest.fixture
def take_over(client, meeting):
    def take_over():
        client.post(address(meeting, "door_take_over"))
        return now(meeting)

    return take_over


def now(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def lines(meeting):
    return {
        row["wording"]: (row["presence"], row["represented_by"])
        for row in doc.tree(now(meeting).document)["attendance"]
    }


def convened(meeting, acronym, answer="", **fields):
    at = timezone.now() if answer else None
    agency = make_agency(acronym)
    return make_convened(meeting, agency, answer=answer, answered_at=at, **fields)


def key(each):
    return f"c{each.pk}"


def write(meeting, **fields):
    meeting = now(meeting)
    document = meeting.document | fields
    store.save(meeting, meeting.created_by, document, meeting.version, store.new_op_id())


def test_who_came_who_was_excused_and_who_did_neither(client, meeting, take_over):
    came, remote, away = (convened(meeting, name) for name in ("OIM", "HCR", "PAM"))
    convened(meeting, "UE", "excused")
    convened(meeting, "ONU", "present")  # said so, and did not come
    replaced = convened(meeting, "DRC")
    acts = [tick(key(came)), tick(key(remote), "remote"), add("Omar", function="maire")]
    acts.append(tick(key(replaced), "represented", name="Ali", function="adjoint"))
    post(client, meeting, *acts)
    take_over()
    assert lines(meeting) == {
        "OIM": ("present", ""),
        "HCR": ("remote", ""),
        "PAM": ("absent", ""),
        "UE": ("excused", ""),
        "ONU": ("absent", ""),
        "DRC": ("represented", "Ali, adjoint"),
        "Omar, maire": ("present", ""),
    }
    assert away.pk


def test_totals_follow_and_women_where_all_are_known(client, meeting, take_over):
    acts = [add("A", sex="f"), add("B", sex="m"), add("C", sex="f")]
    post(client, meeting, *acts)
    document = take_over().document
    assert (document["attendance_total"], document["attendance_women"]) == ("3", "2")
    other = add("D")
    post(client, meeting, other)
    document = take_over().document
    assert (document["attendance_total"], document["attendance_women"]) == ("4", "2")


def test_twice_is_harmless(client, meeting, take_over):
    post(client, meeting, tick(key(convened(meeting, "OIM"))), add("Omar"))
    once, twice = take_over(), take_over()
    assert (once.document, once.version) == (twice.document, twice.version)
    assert attendance.is_behind(twice) is False


def test_who_comes_later_is_brought_up_to_date(client, meeting, take_over):
    each = convened(meeting, "OIM")
    post(client, meeting, add("Omar"))
    take_over()
    assert lines(meeting)["OIM"] == ("absent", "")
    late = tick(key(each))
    post(client, meeting, late)
    assert attendance.is_behind(now(meeting)) is True
    take_over()
    assert lines(meeting)["OIM"] == ("present", "")
    post(client, meeting, remove(late))
    take_over()
    assert lines(meeting)["OIM"] == ("absent", "")


def test_what_is_typed_is_never_overwritten(client, meeting, take_over):
    each = convened(meeting, "OIM")
    post(client, meeting, add("Omar"))
    (uid, _) = take_over().document["attendance"]
    write(meeting, **{f"attendance/{uid}/presence": "excused", "attendance_total": "12"})
    post(client, meeting, tick(key(each)), add("Ali"))
    document = take_over().document
    assert document[f"attendance/{uid}/presence"] == "excused"
    assert document["attendance_total"] == "12"


def test_a_line_that_was_taken_out_does_not_come_back(client, meeting, take_over):
    convened(meeting, "OIM")
    post(client, meeting, add("Omar"))
    document = take_over().document
    write(meeting, attendance=document["attendance"][1:])
    post(client, meeting, add("Ali"))
    take_over()
    assert list(lines(meeting)) == ["Omar", "Ali"]


def test_a_line_that_somebody_has_written_is_his(client, meeting, take_over):
    each = convened(meeting, "OIM")
    document, uid = doc.with_row_added(meeting.document, "attendance")
    write(meeting, **document, **{f"attendance/{uid}/wording": "oim"})
    post(client, meeting, tick(key(each)))
    take_over()
    assert lines(meeting) == {"oim": ("", "")}


def test_a_telephone_stands_in_the_field_that_is_never_printed(client, meeting, take_over):
    post(client, meeting, add("Omar", phone="90 00 11"))
    document = take_over().document
    found = [name for name, text in document.items() if "90 00 11" in str(text)]
    assert [name.rpartition("/")[2] for name in found] == ["phone"]


def test_what_others_save_meanwhile_stays(client, meeting, secretary):
    post(client, meeting, add("Omar"))
    stale = now(meeting)
    write(meeting, closing="Merci")
    attendance.take_over(stale, secretary)
    assert (now(meeting).document["closing"], list(lines(meeting))) == ("Merci", ["Omar"])


def test_minutes_that_are_handed_in_are_left_alone(client, meeting, take_over):
    post(client, meeting, add("Omar"))
    Meeting.objects.update(state="submitted")
    assert take_over().document.get("attendance") is None
    assert "Reprendre la présence" not in client.get(address(meeting)).text


def test_the_editor_leads_to_the_door_once_somebody_came(client, meeting):
    path = f"/reunions/{meeting.pk}/modifier/"
    assert "Reprendre les arrivées" not in client.get(path).text
    post(client, meeting, add("Omar"))
    assert "Reprendre les arrivées" in client.get(path).text


def test_minutes_that_begin_hold_who_came_before(client, group, secretary):
    typed = {"kind": "ordinary", "date": f"{timezone.localdate():%d/%m/%Y}", "place": "Zinder"}
    meeting = make_meeting(group, secretary, "planned", typed, on=timezone.localdate())
    client.force_login(secretary)
    came = convened(meeting, "OIM", "present")
    convened(meeting, "PAM", "present")
    post(client, meeting, tick(key(came), sex="f"), add("Omar", sex="m"))
    assert "Reprendre la présence" not in client.get(address(meeting)).text
    client.post(address(meeting, "meeting_start"))
    assert lines(meeting) == {
        "OIM": ("present", ""),
        "PAM": ("absent", ""),
        "Omar": ("present", ""),
    }
    assert (now(meeting).state, now(meeting).document["attendance_total"]) == ("draft", "2")
    assert not attendance.is_behind(now(meeting))


def test_without_a_code_who_was_ticked_by_mistake_is_taken_back_too(client, meeting, take_over):
    Door.objects.all().delete()
    act = tick(key(convened(meeting, "OIM")))
    post(client, meeting, act, add("Omar"))
    take_over()
    post(client, meeting, remove(act))
    take_over()
    assert lines(meeting) == {"OIM": ("absent", ""), "Omar": ("present", "")}
    assert "Préparer la porte avec un code" in client.get(address(meeting)).text
