"""Members of a group: who may see and keep them, on which days, and how they come in."""

from datetime import date

import pytest

from gtm.models import JournalEntry, Member, style_of
from tests.factories import make_agency, make_convened, make_meeting, make_member

pytestmark = pytest.mark.django_db
LIST = "/groupes/{}/membres/"


def fields(**typed):
    return {"function": "", "name": "", "email": "", "phone": "", "since": "2026-01-01"} | typed


def test_services_of_the_state_are_convened_and_partners_invited():
    categories = ["État", "État – sécurité", "etat - régional", "Collectivité", "ONG", "Étatique ?"]
    found = {
        each: style_of(make_agency(f"S{rank}", category=each))
        for rank, each in enumerate(categories)
    }
    assert found == dict.fromkeys(categories[:4], "convocation") | {
        "ONG": "invitation",
        "Étatique ?": "convocation",
    }
    assert [style_of(None), style_of(None, "Préfet")] == ["invitation", "convocation"]
    assert style_of(make_agency("OIM", category="ONG"), "Cheffe de bureau") == "invitation"


def test_what_is_said_of_a_member_goes_before_the_category(group):
    member = make_member(group, make_agency("OIM", category="Nations Unies"))
    assert member.style == "invitation"
    member.own_style = "convocation"
    assert member.style == "convocation"


def test_a_member_is_one_from_its_first_day_to_its_last(group):
    member = make_member(group, make_agency("OIM"), since=date(2026, 1, 2), until=date(2026, 3, 4))
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 3, 4), date(2026, 3, 5)]
    assert [member.is_on(day) for day in days] == [False, True, True, False]
    assert [Member.objects.on(day).count() for day in days] == [0, 1, 1, 0]


def test_a_secretary_adds_a_member_and_the_journal_tells(client, group, secretary):
    agency = make_agency("OIM")
    client.force_login(secretary)
    posted = fields(agency=agency.pk, email="A@OIM.int", may_be_replaced="on")
    answer = client.post(LIST.format(group.pk) + "nouveau/", posted)
    assert answer.url == LIST.format(group.pk)
    member = Member.objects.get()
    assert (member.agency, member.email, member.group) == (agency, "a@oim.int", group)
    entry = JournalEntry.objects.get(kind="member")
    assert (entry.action, entry.object_label) == ("création", "OIM")


def test_the_same_member_twice_at_a_time_is_refused_at_the_field(client, group, secretary):
    agency = make_agency("OIM")
    make_member(group, agency, since=date(2026, 1, 1), until=date(2026, 6, 30))
    client.force_login(secretary)
    address = LIST.format(group.pk) + "nouveau/"
    answer = client.post(address, fields(agency=agency.pk, since="2026-06-30"))
    assert list(answer.context["form"].errors) == ["since"]
    answer = client.post(address, fields(agency=agency.pk, since="2026-07-01"))
    assert (answer.status_code, Member.objects.count()) == (302, 2)


def test_nobody_is_no_member(client, group, secretary):
    client.force_login(secretary)
    answer = client.post(LIST.format(group.pk) + "nouveau/", fields())
    assert (answer.status_code, Member.objects.count()) == (200, 0)
    assert "Dites qui est membre" in answer.content.decode()


def test_who_was_convened_once_is_not_taken_out(client, group, secretary):
    member, other = make_member(group, make_agency("OIM")), make_member(group, make_agency("PAM"))
    make_convened(make_meeting(group, secretary), member.agency, member=member)
    client.force_login(secretary)
    for each in (member, other):
        client.post(LIST.format(group.pk) + f"{each.pk}/retirer/")
    assert list(Member.objects.all()) == [member]
    assert JournalEntry.objects.filter(action="retrait").values_list("object_id").get() == (
        other.pk,
    )
    page = client.get(LIST.format(group.pk) + f"{member.pk}/").content.decode()
    assert "retirer/" not in page


def test_all_members_read_the_list_and_few_change_it(
    client, group, secretary, other_secretary, reviewer, partner, outsider
):
    member = make_member(group, make_agency("PAM", email="pam@pam.example"), phone="96 12 34 56")
    address = LIST.format(group.pk)
    own = f"{address}{member.pk}/"
    posts = [f"{address}nouveau/", f"{address}importer/", own, f"{own}retirer/"]
    seen = {}
    for person in (secretary, reviewer, partner, other_secretary, outsider):
        client.force_login(person)
        page = client.get(address)
        changes = {client.post(each).status_code for each in posts[:3]}
        seen[person] = page.status_code, "96 12 34 56" in page.content.decode(), changes
    assert seen == {
        secretary: (200, True, {200}),
        reviewer: (200, True, {200}),
        partner: (200, True, {403}),
        other_secretary: (200, True, {403}),
        outsider: (404, False, {404}),
    }
    client.force_login(partner)
    assert client.post(posts[3]).status_code == 403
    assert list(Member.objects.all()) == [member]


def test_a_member_of_another_group_is_nobody_here(client, group, other_group, secretary):
    member = make_member(other_group, make_agency("OIM"))
    client.force_login(secretary)
    assert client.get(LIST.format(group.pk) + f"{member.pk}/").status_code == 404
    assert client.post(LIST.format(group.pk) + f"{member.pk}/retirer/").status_code == 404


def shown(client, group, day):
    context = client.get(LIST.format(group.pk), {"jour": day}).context
    now = [each.label for _, members in context["sections"] for each in members]
    return now, [each.label for each in context["former"]], [e.label for e in context["coming"]]


def test_the_list_is_that_of_the_day_asked_for(client, group, secretary):
    make_member(group, make_agency("OIM"), since=date(2020, 1, 1), until=date(2021, 12, 31))
    make_member(group, make_agency("PAM"), since=date(2021, 6, 1))
    client.force_login(secretary)
    assert shown(client, group, "2021-12-31") == (["OIM", "PAM"], [], [])
    assert shown(client, group, "2022-01-01") == (["PAM"], ["OIM"], [])
    assert shown(client, group, "2020-01-01") == (["OIM"], [], ["PAM"])
    for nonsense in ("", "demain", "9999-99-99", "0001-01-01", "1" * 400):
        assert shown(client, group, nonsense) == (["PAM"], ["OIM"], [])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, group, secretary, count, django_assert_num_queries
):
    place = group.territory
    for rank in range(count):
        parent = make_agency(f"S{rank}")
        make_member(group, make_agency(f"S{rank}", parent=parent, territory=place))
        make_member(group, make_agency(f"F{rank}"), until=date(2021, 1, 1))
    client.force_login(secretary)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST.format(group.pk))


LIST_QUERIES = 6
UNKNOWN = "Structure inconnue\u00a0: «\u00a0Inconnue\u00a0»."
TABLE = """Structure;Fonction;Nom;Courriel;Téléphone;Suppléant;Lettre;Depuis le;Jusqu’au
OIM;;;oim@oim.int;;non;convocation;01/02/2021;
;Secrétaire général;Moussa;;96 11 22 33;;;15/03/2021;31/12/2022
"""


def test_a_table_is_tried_then_kept_and_reads_back_the_same(client, group, secretary):
    make_agency("OIM")
    client.force_login(secretary)
    address = LIST.format(group.pk) + "importer/"
    client.post(address, {"text": TABLE})
    assert Member.objects.count() == 0
    assert client.post(address, {"text": TABLE, "keep": "1"}).status_code == 302
    found = Member.objects.values_list(
        "agency__acronym", "function", "name", "may_be_replaced", "own_style", "since", "until"
    )
    assert list(found) == [
        ("OIM", "", "", False, "convocation", date(2021, 2, 1), None),
        (None, "Secrétaire général", "Moussa", True, "", date(2021, 3, 15), date(2022, 12, 31)),
    ]
    table = client.get(LIST.format(group.pk) + "tableau/").content.decode("utf-8-sig")
    again = client.post(address, {"text": table})
    assert [each.act for each in again.context["trial"].outcomes] == ["", ""]


def test_a_table_with_an_unknown_structure_stores_nothing(client, group, secretary):
    client.force_login(secretary)
    text = "Structure;Nom\nInconnue;\n;Rakia"
    address = LIST.format(group.pk) + "importer/"
    answer = client.post(address, {"text": text, "keep": "1"})
    errors = [each.errors for each in answer.context["trial"].outcomes]
    assert (errors, Member.objects.count()) == ([(UNKNOWN,), ()], 0)


def test_the_group_says_how_many_members_it_has_today(client, group, secretary):
    make_member(group, make_agency("OIM"))
    make_member(group, make_agency("PAM"), until=date(2021, 1, 1))
    client.force_login(secretary)
    page = client.get(f"/groupes/{group.pk}/").content.decode()
    assert f'<a href="/groupes/{group.pk}/membres/">1 membre</a>' in page
