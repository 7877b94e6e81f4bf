"""The page of an action: what it tells, who may do what, what is refused and nothing lost."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from actions.charging import FORMS
from actions.follow_up import Said
from actions.models import ActionItem
from meetings.models import Meeting
from tests.factories import (
    make_action,
    make_agency,
    make_axis,
    make_membership,
    make_territory,
    make_user,
    stopped,
)
from tests.test_fuzz import forms, fuzzed

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def action(group, secretary, agency):
    return make_action(group, secretary, agency)


@pytest.fixture
def post(client_of):
    """`post(person, action, verb, **form)`: the answer's status, and the stored action."""

    def post(person, action, verb, **form):
        answer = client_of(person).post(f"{action.get_absolute_url()}{verb}/", form)
        return answer.status_code, ActionItem.objects.get(pk=action.pk)

    return post


FORM_OF = {
    "suivi": {"sentence": "Commencé."},
    "fait": {},
    "cloture": {"status": "done"},
    "refus": {"reason": "Rien de tel."},
    "reconduite": {"deadline": "fin 2099"},
    "reouverture": {"reason": "Erreur."},
    "annulation": {"reason": "Sans objet."},
    "designation": {},
    "relance": {"channel": "phone"},
    "decharge": {},
    "classement": {},
}
STATUS_OF = {"refus": "declared", "reouverture": "done"}
CLOSING = ("cloture", "refus", "reconduite", "reouverture", "annulation")
MAY = {  # who may do what with an action led by the partner's structure
    "partner": {"suivi", "fait"},
    "partner_of_parent": {"suivi", "fait"},
    "partner_of_member": {"suivi"},
    "partner_of_other": set(),
    "secretary": {"suivi", *CLOSING, "designation", "decharge", "relance"},
    "other_secretary": set(),
    "reviewer": {"suivi", *CLOSING, "designation", "decharge", "relance", "classement"},
    "administrator": set(),
    "outsider": set(),
}


@pytest.fixture
def partner_of_parent(agency):
    """Of the structure of which the leading one is an antenne."""
    agency.parent, agency.territory = make_agency("OIM Niger"), make_territory()
    agency.save()
    return make_membership(make_user("Pia"), "partner", agency=agency.parent).user


@pytest.fixture
def member(db):
    return make_agency("OXFAM")


@pytest.fixture
def partner_of_member(member):
    """Of one that has a part, but does not lead."""
    return make_membership(make_user("Max"), "partner", agency=member).user


@pytest.fixture
def partner_of_other(db):
    return make_membership(make_user("Ada"), "partner", agency=make_agency("PAM")).user


@pytest.mark.parametrize("verb", FORM_OF)
@pytest.mark.parametrize("person", MAY)
def test_each_verb_is_for_those_of_the_table(
    request, group, secretary, agency, member, post, person, verb
):
    user = request.getfixturevalue(person)
    action = make_action(group, secretary, agency, member, status=STATUS_OF.get(verb, "todo"))
    said, form = Said(by=secretary, at=AT), FORM_OF[verb]
    if verb == "decharge":
        action.designate(said, make_agency("UNHCR"))
    if verb in ("designation", "decharge"):
        form = {"agency": action.follow_ups.first().agency_id if verb == "decharge" else member.pk}
    if verb == "classement":
        form = {"item": make_axis().pk, "how": "add"}
    before = action.updates.count()
    status, _ = post(user, action, verb, **form)
    may = verb in MAY[person]
    assert (status, action.updates.count() - before) == ((302, 1) if may else (404, 0))


def test_the_page_offers_what_may_be_done(request, action, client_of):
    make_axis()
    offered = {}
    for person in ("partner", "partner_of_other", "secretary", "reviewer"):
        page = client_of(request.getfixturevalue(person)).get(action.get_absolute_url())
        offered[person] = {form.verb for form in page.context["forms"]}
    closing = {"suivi", "cloture", "reconduite", "annulation", "designation", "relance"}
    assert offered == {
        "partner": {"suivi", "fait"},
        "partner_of_other": set(),
        "secretary": closing,
        "reviewer": closing | {"classement"},
    }


def test_sp_ccm_closes_all_but_what_it_leads_or_was_given(group, secretary, reviewer, post, agency):
    spccm = make_agency("SP/CCM")
    led, given_, beside = (
        make_action(group, secretary, *responsibles)
        for responsibles in ([spccm, agency], [agency], [agency, spccm])
    )
    given_.designate(Said(by=secretary, at=AT), spccm)
    answers = [post(reviewer, each, "cloture", status="done")[0] for each in (led, given_, beside)]
    assert answers == [404, 404, 302]
    assert post(reviewer, led, "fait")[1].status == "declared"
    assert post(secretary, led, "cloture", status="done")[1].status == "done"


def test_the_state_is_said_by_who_is_in_charge_not_by_who_has_a_part(
    group, secretary, agency, member, partner, partner_of_member, post
):
    action = make_action(group, secretary, agency, member)
    told = [
        post(person, action, "suivi", sentence="Commencé.", status="doing")[1].status
        for person in (partner_of_member, partner)
    ]
    assert told == ["todo", "doing"]


@pytest.mark.parametrize("person", ["secretary", "reviewer", "partner"])
def test_nobody_acts_on_what_no_minutes_have_published(request, group, secretary, agency, person):
    user = request.getfixturevalue(person)
    make_action(group, secretary, agency, status="declared")
    Meeting.objects.update(published_version=0, state="draft")
    actions = ActionItem.objects
    found = [
        *actions.visible_to(user), *actions.reportable_by(user), *actions.declarable_by(user),
        *actions.closable_by(user), *actions.designatable_by(user),
        *actions.classifiable_by(user), *actions.to_verify_by(user),
    ]  # fmt: skip
    assert found == []


def test_of_several_roles_each_gives_what_it_gives_alone(
    group, other_group, secretary, reviewer, agency, partner
):
    """Amina joins OIM and SP/CCM: what her group, OIM and SP/CCM each open stays open."""
    of_group = make_action(group, secretary, make_agency("PAM"))
    of_agency = make_action(other_group, secretary, agency)
    of_spccm = make_action(group, secretary, make_agency("SP/CCM"))
    make_membership(partner, "secretary", group=group)
    assert set(ActionItem.objects.reviewed_by(partner)) == {of_group, of_agency, of_spccm}
    make_membership(reviewer, "partner", agency=agency)
    assert set(ActionItem.objects.declarable_by(reviewer)) == {of_agency, of_spccm}
    assert set(ActionItem.objects.closable_by(reviewer)) == {of_group, of_agency}
    make_membership(reviewer, "secretary", group=group)
    del reviewer._scope  # read once per request
    assert set(ActionItem.objects.closable_by(reviewer)) == {of_group, of_agency, of_spccm}


def test_sp_ccm_stays_itself_under_another_name(group, secretary, reviewer, client_of, post):
    """Ministries and secretariats change their names: a rule must not end with one."""
    spccm = make_agency("SP/CCM")
    action = make_action(group, secretary, spccm)
    form = {"acronym": "SP/CNM", "name": "Secrétariat permanent", "category": "État"}
    renamed = client_of(reviewer).post(
        reverse("gtm:agency_edit", args=[spccm.pk]), form | {"reminder_rhythm": "never"}
    )
    spccm.refresh_from_db()
    assert (renamed.status_code, spccm.acronym) == (302, "SP/CNM")
    assert post(reviewer, action, "cloture", status="done")[0] == 404
    assert post(reviewer, action, "fait")[1].status == "declared"


def test_a_common_action_takes_news_of_any_structure_until_one_is_designated(
    group, secretary, partner, agency, post
):
    action = make_action(group, secretary, make_agency("Partenaires", is_collective=True))
    status, stored = post(partner, action, "suivi", part="done")
    assert (status, stored.status, stored.updates.get().agency) == (302, "todo", agency)
    assert post(partner, action, "fait")[0] == 404
    stored.designate(Said(by=secretary, at=AT), agency)
    assert post(partner, action, "fait")[1].status == "declared"
    other = make_action(group, secretary, make_agency("Tous", is_collective=True))
    other.designate(Said(by=secretary, at=AT), make_agency("PAM"))
    assert post(partner, other, "suivi", sentence="x")[0] == 404


@pytest.mark.parametrize(
    ("verb", "form", "error"),
    [
        ("suivi", {}, "Dites où en est l’action, en une phrase."),
        ("suivi", {"status": "waiting", "sentence": "é&è"}, "Indiquez le motif de l’attente."),
        ("cloture", {"status": "not_done", "sentence": "é&è"}, "Dites pourquoi."),
        ("reconduite", {"deadline": "à définir"}, "Écrivez la nouvelle échéance."),
        ("reconduite", {"deadline": "15/03/1999"}, "Cette échéance est déjà passée."),
        ("annulation", {}, "Ce champ est obligatoire."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    action, secretary, client_of, verb, form, error
):
    answer = client_of(secretary).post(f"{action.get_absolute_url()}{verb}/", form)
    page = answer.content.decode()
    assert (answer.status_code, error in page) == (422, True)
    assert ("é&amp;è" in page) is ("sentence" in form)
    assert action.updates.count() == 0


def test_who_was_overtaken_is_told_and_keeps_his_words(action, secretary, client_of):
    action.cancel(Said(by=secretary, at=AT, reason="x"))
    form = {"version": 1, "status": "done", "sentence": "Formation tenue."}
    answer = client_of(secretary).post(f"{action.get_absolute_url()}cloture/", form)
    assert (answer.status_code, "Formation tenue." in answer.content.decode()) == (409, True)
    assert "Quelqu’un a changé ce point d’action entre-temps" in answer.content.decode()


def test_a_verb_that_is_not_for_now_is_refused(action, secretary, post):
    status, stored = post(secretary, action, "refus", reason="x")
    assert (status, stored.status) == (403, "todo")


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [("plan.pdf", b"%PDF-", 302), ("plan.exe", b"MZ", 422), ("plan.html", b"<script>", 422)],
)
def test_a_file_comes_back_as_an_attachment_only(action, partner, client_of, name, content, status):
    client = client_of(partner)
    form = {"file": SimpleUploadedFile(name, content)}
    assert client.post(f"{action.get_absolute_url()}suivi/", form).status_code == status
    if status != 302:
        return
    answer = client.get(f"{action.get_absolute_url()}pieces/{action.updates.get().pk}/")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == content


def test_a_file_of_another_action_is_not_given_out(action, group, secretary, partner, client_of):
    other = make_action(group, secretary)
    other.report(Said(by=secretary, at=AT, file=SimpleUploadedFile("a.pdf", b"x")))
    address = f"{action.get_absolute_url()}pieces/{other.updates.get().pk}/"
    assert client_of(partner).get(address).status_code == 404


def test_an_agency_that_is_not_offered_is_not_designated(action, secretary, post):
    collective = make_agency("Partenaires", is_collective=True)
    status, stored = post(secretary, action, "designation", agency=collective.pk)
    assert (status, stored.follow_ups.count()) == (422, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three_updates(
    action, secretary, client_of, django_assert_num_queries, count
):
    for _ in range(count):
        action.designate(Said(by=secretary, at=AT), make_agency(f"S{count}{_}"))
    client = client_of(secretary)
    with django_assert_num_queries(31):
        assert client.get(action.get_absolute_url()).status_code == 200


def test_the_page_tells_former_deadlines_and_who_said_what(action, secretary, post, client_of):
    post(secretary, action, "reconduite", deadline="fin 2099", sentence="Fonds attendus.")
    text = client_of(secretary).get(action.get_absolute_url()).content.decode()
    told = ["reconduit 1 fois", "31 décembre 2099", "Fonds attendus.", "Amina"]
    assert [each for each in told if each not in text.replace("\N{NO-BREAK SPACE}", " ")] == []


FIELDS = [
    *("version", "retour", "sentence", "reason", "agency", "meeting", "file", "status", "part"),
    *("deadline", "item", "how"),
]


@fuzzed
@given(
    form=forms(*FIELDS),
    verb=st.sampled_from(list(FORMS)),
    status=st.sampled_from(ActionItem.Status.values),
)
def test_each_form_takes_anything(action, client_of, reviewer, form, verb, status):
    ActionItem.objects.filter(pk=action.pk).update(status=status, **stopped(status, AT.date()))
    answer = client_of(reviewer).post(f"{action.get_absolute_url()}{verb}/", form)
    assert answer.status_code in (302, 403, 404, 409, 422)
    assert client_of(reviewer).get(action.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "path", ["{huge}/", "{pk}/pieces/{huge}/", "{huge}/pieces/1/", "{huge}/fait/"]
)
def test_a_number_that_no_row_can_have_is_not_found(action, reviewer, client_of, path):
    address = "/actions/" + path.format(huge=10**30, pk=action.pk)
    client = client_of(reviewer)
    answer = client.post(address) if "fait" in path else client.get(address)
    assert answer.status_code == 404
