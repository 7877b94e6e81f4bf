"""Ids inside posted forms, swapped for another group's: refused or without effect on its things."""

import uuid

import pytest
from django.urls import reverse

from gtm.models import Mail
from meetings.life import verbs
from meetings.models import Adoption, Meeting, Operation, Photo
from meetings.text import document as doc
from tests.access import reading, world
from tests.factories import make_document, publish, with_rows

pytestmark = pytest.mark.django_db


class Neighbours:
    """Two groups with everything; the secretary of the first one knows all ids of the second."""

    def __init__(self, client_of):
        self.mine = world.build("draft")
        self.theirs = world.World(
            group=self.mine.other_group,
            other_group=self.mine.group,
            agency=self.mine.agency,
            territory=self.mine.other_group.territory,
            persons=self.mine.persons | {"secretary": self.mine.persons["other_secretary"]},
            action=self.mine.their_action,
        )
        world.draft(self.theirs)
        world.choose_reader(self.theirs, token="leur jeton")
        world.park(self.theirs)
        self.theirs.meeting.refresh_from_db()
        self.client = client_of(self.mine.persons["secretary"])
        self.before = self.rows_of_theirs()

    def rows_of_theirs(self):
        """Every row of the database that names one of their objects."""
        ids = [self.theirs.meeting.pk, self.theirs.photo.pk, self.theirs.file.pk]
        ids += [self.theirs.action.uid, self.theirs.earlier.pk]
        ids += [
            uid
            for key, uids in self.theirs.meeting.document.items()
            if _is_list(key)
            for uid in uids
        ]
        names = {form for each in ids for form in (str(each), uuid.UUID(str(each)).hex)}
        rows = [row for rows in reading.dump().values() for row in rows]
        own = f"{self.mine.meeting.pk.hex} {self.mine.meeting.pk}".split()
        theirs = [row for row in rows if any(name in row for name in names)]
        return sorted(row for row in theirs if not any(name in row for name in own))

    def post(self, name, form, *args, of=None, **more):
        meeting = of or self.mine.meeting
        return self.client.post(reverse(f"meetings:{name}", args=[meeting.pk, *args]), form, **more)

    def post_action(self, name, form, *args):
        return self.client.post(reverse(f"actions:action_{name}", args=args), form)

    def publish_mine(self, reviewer):
        self.mine.meeting.refresh_from_db()
        self.mine.meeting.steps.all().delete()
        publish(self.mine.meeting, reviewer)

    def save(self, document, **more):
        base = {"base_version": self.mine.meeting.version, "op_id": str(uuid.uuid4())}
        answer = self.post("meeting_edit", document | base | more)
        self.mine.meeting.refresh_from_db()
        return answer


def _is_list(key):
    return key.rpartition("/")[2] in ("points", "attendance", "actions", "photos", "files")


@pytest.fixture
def groups(client_of):
    return Neighbours(client_of)


def test_the_control_finds_a_change(groups):
    Photo.objects.filter(pk=groups.theirs.photo.pk).update(name="changé")
    assert groups.rows_of_theirs() != groups.before


def test_rows_of_another_groups_text_become_ones_own_and_change_nothing_there(groups, reviewer):
    """The uids of points, persons, actions, photos and files of the other's text."""
    stolen = {key: value for key, value in groups.theirs.meeting.document.items() if _is_list(key)}
    point, person = stolen["points"][0], stolen["attendance"][0]
    text = make_document() | stolen | {f"points/{point}/title": "Pris"}
    text |= {f"attendance/{person}/wording": "OIM", "place": "Zinder"}
    photo = groups.theirs.photo.pk
    assert groups.save(text | {f"photos/{photo}/consent": "1"}).status_code == 302
    assert groups.rows_of_theirs() == groups.before
    shown = [
        groups.client.get(reverse(f"meetings:{name}", args=[groups.mine.meeting.pk, uid]))
        for name, uid in (("photo_image", photo), ("file_download", groups.theirs.file.pk))
    ]
    assert [answer.status_code for answer in shown] == [404, 404]
    for name in ("meeting_edit", "meeting_detail", "meeting_preview"):
        page = groups.client.get(reverse(f"meetings:{name}", args=[groups.mine.meeting.pk]))
        found = reading.marks_in(reading.everything_in(page), {"name": world.MARKS["photo"]})
        assert (name, page.status_code, found) == (name, 200, set())


def test_published_rows_of_the_same_uids_stand_side_by_side(groups, reviewer):
    """The uids of two published texts may be the same: neither takes over the other's rows."""
    publish(groups.theirs.meeting, reviewer)
    groups.before = groups.rows_of_theirs()
    stolen = {
        key: value
        for key, value in groups.theirs.meeting.document.items()
        if not key.startswith(("photos", "files"))
    }
    groups.save(stolen | {"place": "Pris"})
    groups.publish_mine(reviewer)
    found = [row for row in groups.before if row not in groups.rows_of_theirs()]
    assert found == []


@pytest.mark.parametrize("what", ["remove", "up", "down", "add"])
def test_a_button_with_another_groups_row_changes_ones_own_text_only(groups, what):
    row = groups.theirs.meeting.document["points"][0]
    where = f"points/{row}/actions" if what == "add" else row
    text = groups.mine.meeting.document
    assert groups.save(text, do=f"{what}:{where}").status_code == 302
    assert groups.rows_of_theirs() == groups.before


@pytest.mark.parametrize(
    ("name", "field"),
    [("photo_image", "photo"), ("file_download", "file"), ("revision_detail", "parked"),
     ("meeting_conflict", "parked"), ("parked_dismiss", "parked"), ("revision_restore", "parked"),
     ("observation_treat", "observation")],
)  # fmt: skip
def test_anothers_object_under_ones_own_meeting_is_not_found(groups, name, field):
    taken = getattr(groups.theirs, field).pk
    address = reverse(f"meetings:{name}", args=[groups.mine.meeting.pk, taken])
    assert groups.client.get(address).status_code in (404, 405)
    assert groups.client.post(address, {"place": "mine"}).status_code in (404, 405)
    assert groups.rows_of_theirs() == groups.before


def test_a_territory_of_another_group_is_only_a_place(groups):
    groups.save(groups.mine.meeting.document | {"territory": str(groups.theirs.territory.pk)})
    assert groups.mine.meeting.group == groups.mine.group
    assert groups.rows_of_theirs() == groups.before


def _new(groups, **fields):
    form = {"kind": "ordinary", "date": "1/12/2021", "modality": "on_site"}
    return groups.client.post(reverse("meetings:meeting_create"), form | fields)


def test_a_meeting_of_another_group_is_not_made(groups):
    before = reading.dump()
    assert _new(groups, group=groups.theirs.group.pk).status_code == 200
    assert reading.dump() == before


def test_another_groups_meeting_is_no_model_for_ones_own(groups):
    document = groups.theirs.meeting.document
    fields = {"depuis": groups.theirs.meeting.pk, "group": groups.mine.group.pk}
    rows = {name: document[name] for name in ("points", "attendance")}
    known = set(Meeting.objects.values_list("pk", flat=True))
    assert _new(groups, **fields, **rows).status_code == 302
    made = Meeting.objects.exclude(pk__in=known).get()
    assert (made.document.get("points"), made.document.get("attendance")) == (None, None)
    assert groups.rows_of_theirs() == groups.before


def test_the_id_of_another_groups_meeting_makes_nothing(groups):
    before = reading.dump()
    taken = {"id": groups.theirs.meeting.pk, "group": groups.mine.group.pk}
    answer = _new(groups, **taken)
    assert answer.status_code == 200
    assert reading.dump() == before


def test_a_save_under_the_number_of_anothers_is_one_of_its_own(groups):
    operation = Operation.objects.filter(author=groups.mine.persons["both"]).last()
    document = with_rows(groups.mine.meeting.document, "points", {"title": "Neuf"})[0]
    base = {"base_version": groups.mine.meeting.version, "op_id": str(operation.op_id)}
    script = groups.post("meeting_edit", document | base, headers={"accept": "application/json"})
    assert (script.status_code, "version" in script.json()) == (422, False)
    assert groups.rows_of_theirs() == groups.before


def test_another_groups_reader_under_ones_own_submitted_meeting_is_not_found(groups):
    verbs.submit(groups.mine.meeting, groups.mine.persons["both"], world.HELD_ON)
    answer = groups.post("reader_change", {"do": "end"}, groups.theirs.reader.pk)
    assert answer.status_code == 404
    assert groups.rows_of_theirs() == groups.before


def test_the_button_of_an_observation_of_others_treats_nothing(groups):
    groups.save(groups.mine.meeting.document, do=f"treat:{groups.theirs.observation.pk}")
    groups.theirs.observation.refresh_from_db()
    assert groups.theirs.observation.treated_at is None


def test_two_texts_of_others_are_not_compared_under_ones_own_meeting(groups):
    address = reverse("meetings:revision_compare", args=[groups.mine.meeting.pk])
    asked = {"de": groups.theirs.first.pk, "a": groups.theirs.parked.pk}
    assert groups.client.get(address, asked).status_code == 404


def test_the_minutes_of_another_group_are_not_amended(groups):
    form = {"former": groups.theirs.earlier.pk, "op_id": str(uuid.uuid4())}
    assert groups.post("amendment_add", form).status_code == 404
    assert groups.rows_of_theirs() == groups.before


def test_what_is_typed_of_anothers_action_and_minutes_changes_neither(groups, reviewer):
    """Rows of the editor's map with their ids: kept as words, applied to nothing."""
    action, former = str(groups.theirs.action.uid), str(groups.theirs.earlier.pk)
    text = groups.mine.meeting.document | {"followups": [action], "adoptions": [former]}
    text |= {
        doc.key_of("followups", action, "status"): "done",
        doc.key_of("adoptions", former, "decision"): "adopted",
    }
    assert groups.save(text).status_code == 302
    groups.publish_mine(reviewer)
    assert Adoption.objects.filter(meeting__group=groups.theirs.group).count() == 0
    assert groups.rows_of_theirs() == groups.before


@pytest.mark.parametrize(
    ("do", "status"),
    [("designate", 302), ("verify", 302), ("classify", 422)],  # nothing to classify under
)
def test_ticked_actions_of_another_group_do_not_change(groups, do, status):
    ticked = {"action": groups.theirs.action.pk, "agency": groups.mine.agency.pk}
    assert groups.post_action("selection", {"do": do} | ticked).status_code == status
    assert groups.rows_of_theirs() == groups.before


def test_nobody_is_chased_for_a_ticked_action_of_another_group(groups):
    mails = Mail.objects.count()
    form = {"action": groups.theirs.action.pk, "do": "send"}
    assert groups.post_action("chase", form).status_code == 302
    assert (Mail.objects.count(), groups.rows_of_theirs()) == (mails, groups.before)


def test_a_ticked_action_of_another_group_is_not_exported(groups):
    ticked = {"action": [groups.theirs.action.pk, groups.mine.action.pk], "retour": "etat=tout"}
    text = reading.everything_in(groups.post_action("xlsx", ticked))
    found = reading.marks_in(
        text, {name: world.MARKS[name] for name in ("earlier", "their_action")}
    )
    assert found == {"earlier"}


@pytest.mark.parametrize(
    ("verb", "form"),
    [("report", {"sentence": "x"}), ("declare", {}), ("close", {"status": "done"}),
     ("reschedule", {"deadline": "2092"}), ("cancel", {"reason": "x"}), ("designate", {}),
     ("release", {}), ("classify", {})],
)  # fmt: skip
def test_no_verb_reaches_an_action_of_another_group(groups, verb, form):
    assert groups.post_action(verb, form, groups.theirs.action.pk).status_code == 404
    assert groups.rows_of_theirs() == groups.before


def test_an_action_is_not_said_of_at_the_meeting_of_another_group(groups):
    form = {"sentence": "Commencé", "meeting": str(groups.theirs.meeting.pk)}
    answer = groups.post_action("report", form, groups.mine.action.pk)
    said_at = groups.mine.action.updates.values_list("meeting", flat=True)
    assert (answer.status_code, set(said_at)) == (422, {None})


def test_a_file_of_an_update_is_found_under_its_own_action_only(groups):
    address = reverse("actions:update_file", args=[groups.theirs.action.pk, groups.mine.update.pk])
    assert groups.client.get(address).status_code == 404


def test_a_structure_that_is_not_designated_is_not_released(groups):
    """Nor is a structure of another action."""
    form = {"agency": groups.mine.agency.pk}
    assert groups.post_action("release", form, groups.mine.action.pk).status_code == 422


def test_the_secretary_of_another_group_is_not_replaced(groups):
    leaving = groups.mine.persons["other_secretary"].memberships.get()
    address = reverse("meetings:group_handover", args=[groups.mine.group.pk])
    form = {"leaving": leaving.pk, "successor": groups.mine.colleague.pk}
    assert groups.client.post(address, form).status_code == 200
    leaving.refresh_from_db()
    assert leaving.until is None


def test_nobody_makes_himself_the_successor(groups, client_of):
    """« Never one's own »: a role is given by somebody else."""
    leaving = groups.mine.persons["other_secretary"].memberships.get()
    address = reverse("meetings:group_handover", args=[groups.mine.other_group.pk])
    for name in ("administrator", "reviewer"):
        person = groups.mine.persons[name]
        form = {"leaving": leaving.pk, "successor": person.pk}
        assert client_of(person).post(address, form).status_code == 200
        assert person.memberships.count() == 1


def test_a_role_is_ended_under_its_own_account_only(groups, client_of):
    """The address names an account that one may manage and a role that one may not."""
    role = groups.mine.persons["administrator"].memberships.get()
    address = reverse("gtm:membership_end", args=[groups.mine.colleague.pk, role.pk])
    assert client_of(groups.mine.persons["reviewer"]).post(address).status_code == 404
