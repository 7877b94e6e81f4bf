"""The page of a group's letters, and members taken over from its last minutes."""

from datetime import date

import pytest

from gtm.models import JournalEntry, Member
from meetings.convocation import signing, wording
from meetings.models import LetterSettings, Meeting, Wording
from tests.factories import (
    make_agency,
    make_convocation,
    make_meeting,
    make_member,
)

pytestmark = pytest.mark.django_db


def address(group, kind="convene", style="invitation"):
    return f"/groupes/{group.pk}/lettres/{kind}/{style}/"


@pytest.mark.parametrize("kind", ["convene", "move", "cancel", "remind"])
@pytest.mark.parametrize("style", ["convocation", "invitation"])
def test_each_proposed_text_names_only_known_fields(client, group, secretary, kind, style):
    words = wording.words_of(group, style, kind)
    assert wording.unknown(words.subject + words.body) == []
    client.force_login(secretary)
    preview = client.get(address(group, kind, style)).context["preview"]
    assert "{" not in preview.subject + str(preview.body)


def test_a_group_writes_its_own_text_and_goes_back(client, group, other_group, secretary):
    client.force_login(secretary)
    typed = {"subject": "Venez au {groupe}", "body": "Le {date}, {vraiment"}
    assert client.post(address(group), typed).status_code == 302
    own = wording.words_of(group, "invitation", "convene")
    assert own == wording.Words("Venez au {groupe}", "Le {date}, {vraiment")
    proposed = wording.proposed("invitation", "convene")
    assert wording.words_of(other_group, "invitation", "convene") == proposed
    client.post(address(group) + "texte-propose/")
    assert wording.words_of(group, "invitation", "convene") == proposed
    acts = JournalEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["création", "retour au texte proposé"]


def test_a_field_that_is_none_is_told_and_what_was_typed_stays(client, group, secretary):
    client.force_login(secretary)
    answer = client.post(address(group), {"subject": "Le {jour}", "body": "{groupe} {x} {x}"})
    errors = {name: list(told) for name, told in answer.context["form"].errors.items()}
    assert errors == {
        "subject": ["{jour} n’est pas un champ\u00a0: voyez la liste sous le texte."],
        "body": ["{x} n’est pas un champ\u00a0: voyez la liste sous le texte."],
    }
    assert "{groupe} {x} {x}</textarea>" in answer.content.decode()
    assert Wording.objects.count() == 0


def test_a_preview_stores_nothing_and_shows_a_real_meeting(client, group, secretary):
    make_meeting(group, secretary, state="planned", on=date(2030, 11, 30))
    client.force_login(secretary)
    typed = {"subject": "{réunion}, le {date}", "body": "{motif}\n\n{lieu}", "preview": "1"}
    preview = client.post(address(group), typed).context["preview"]
    assert preview.subject == "réunion ordinaire, le samedi 30\u00a0novembre\u00a02030"
    assert (preview.body, Wording.objects.count()) == ([["PAM Zinder"]], 0)


def test_letters_are_kept_by_the_secretary_and_spccm(
    client, group, secretary, reviewer, partner, other_secretary, outsider
):
    pages = [
        f"/groupes/{group.pk}/lettres/",
        address(group),
        f"/groupes/{group.pk}/membres/reprendre/",
    ]
    found = {}
    for person in (secretary, reviewer, partner, other_secretary, outsider):
        client.force_login(person)
        found[person] = {client.get(each).status_code for each in pages}
        found[person].add(client.post(address(group) + "texte-propose/").status_code)
    assert found == {
        secretary: {200, 302},
        reviewer: {200, 302},
        partner: {403},
        other_secretary: {403},
        outsider: {404},
    }


def test_there_is_no_letter_of_another_kind(client, group, secretary):
    client.force_login(secretary)
    for kind, style in (("x", "invitation"), ("convene", "x"), ("a" * 300, "\x00")):
        assert client.get(address(group, kind, style)).status_code == 404


def test_references_follow_each_other_within_a_group_and_a_year(group, other_group, secretary):
    meeting = make_meeting(group, secretary)
    assert signing.reference_proposed(group, 2026) == "N° 001/GTM-ZINDER/2026"
    LetterSettings.objects.create(group=group, code="GTM-ZR")
    for rank, told in enumerate(["N° 011/GTM-ZINDER/2026", "12/SP/2026", "sans", "N° 40/X/2025"]):
        make_convocation(meeting, secretary, sequence=rank, reference=told)
    assert signing.reference_proposed(group, 2026) == "N° 013/GTM-ZR/2026"
    assert signing.reference_proposed(group, 2027) == "N° 001/GTM-ZR/2027"
    assert signing.reference_proposed(other_group, 2026) == "N° 001/GTM-AGADEZ/2026"
    assert [signing.is_used(group, each) for each in ("12/SP/2026", "13/SP/2026", "")] == [
        True, False, False,
    ]  # fmt: skip


def test_the_signature_and_the_code_are_set_on_the_page(client, group, secretary):
    client.force_login(secretary)
    typed = {"code": " GTM-ZR ", "signature": " Le Président \n\n Moussa Abdou "}
    assert client.post(f"/groupes/{group.pk}/lettres/", typed).status_code == 302
    own = LetterSettings.objects.get()
    assert (own.code, own.signature) == ("GTM-ZR", "Le Président\nMoussa Abdou")


def with_attendance(meeting, *lines):
    """Published, with lines of (wording, quality, structures)."""
    Meeting.objects.filter(pk=meeting.pk).update(state="published", published_version=1)
    for rank, (words, quality, *agencies) in enumerate(lines):
        uid = f"00000000-0000-0000-0000-{rank:012}"
        line = meeting.attendances.create(uid=uid, position=rank, wording=words, quality=quality)
        line.agencies.set(agencies)


def test_those_who_came_last_are_proposed_and_become_members(client, group, secretary):
    oim, pam, hcr = map(make_agency, ("OIM", "PAM", "HCR"))
    make_member(group, hcr)
    with_attendance(
        make_meeting(group, secretary, on=date(2021, 11, 30)),
        ("OIM et PAM", "member", oim, pam),
        ("PAM", "guest", pam),
        ("HCR", "member", hcr),
        ("Secrétaire permanent du CCM", "member"),
        ("Presse", "guest"),
    )
    client.force_login(secretary)
    page = f"/groupes/{group.pk}/membres/reprendre/"
    form = client.get(page).context["form"]
    labels = [label for _, label in form.fields["taken"].choices]
    assert labels == ["OIM", "PAM", "Secrétaire permanent du CCM", "Presse (invité)"]
    ticked = form.initial["taken"]
    assert len(ticked) == 3
    posted = {"taken": ticked, "since": "2021-11-30"}
    client.post(page, posted)
    client.post(page, posted)
    found = Member.objects.exclude(agency=hcr).order_by("pk")
    assert [(each.label, each.since) for each in found] == [
        ("OIM", date(2021, 11, 30)),
        ("PAM", date(2021, 11, 30)),
        ("Secrétaire permanent du CCM", date(2021, 11, 30)),
    ]
    assert JournalEntry.objects.filter(kind="member", action="création").count() == 3
