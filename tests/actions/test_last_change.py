"""The last change of several: verified at once, and undone as far as nobody touched them since."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages

from actions.follow_up import ActionUpdate, Said
from actions.last_change import UNDONE, LastChange
from actions.models import ActionItem
from gtm.models import User
from gtm.refusals import NotNow
from tests.at_once import at_once, needs_server
from tests.factories import charged, make_action, make_agency, make_axis, make_membership

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(freeze):
    freeze(AT)


@pytest.fixture
def select(client_of):
    """`select(person, actions, do=…)`: what is told of it, in French with plain spaces."""

    def select(person, actions, **form):
        form = {"action": [str(action.pk) for action in actions]} | form
        return told(client_of(person).post("/actions/selection/", form))

    return select


@pytest.fixture
def undo(client_of):
    """`undo(person)`: presses the button of her review; what is told."""

    def undo(person, change=None):
        uid = change or client_of(person).get("/actions/").context["last_change"].uid
        return told(client_of(person).post("/actions/selection/annuler/", {"change": uid}))

    return undo


def told(answer):
    return [str(each).replace("\xa0", " ") for each in get_messages(answer.wsgi_request)]


def kinds(action):
    return list(action.updates.values_list("kind", flat=True))


@pytest.fixture
def declared(group, secretary):
    """`declared(*responsibles)`: an action that was declared done."""
    return lambda *who: make_action(group, secretary, *who, status="declared")


def test_several_declared_done_are_verified_at_once(declared, reviewer, select):
    actions = [declared("X"), declared("Y")]
    assert select(reviewer, actions, do="verify") == ["Vérifié, réalisé : 2 points d’action."]
    for action in ActionItem.objects.all():
        assert (action.status, action.closed_on, action.last_news_at) == ("done", AT.date(), AT)
        last = action.updates.get()
        assert (last.kind, last.status_before, last.status) == ("closed", "declared", "done")


def test_what_is_not_one_s_own_to_verify_is_told_by_number(
    declared, group, secretary, reviewer, select
):
    own = declared(make_agency("SP/CCM"))
    others = [declared(make_agency("PAM")), make_action(group, secretary)]
    assert select(reviewer, [own, *others], do="verify") == [
        "Vérifié, réalisé : 1 point d’action.",
        "1 reste à vérifier : le SP/CCM ne clôt pas ses propres points d’action, le rapporteur du "
        "groupe le fait.",
        "1 n’a pas changé : seul se vérifie ce qui est déclaré fait, dans vos droits.",
    ]
    own.refresh_from_db()
    assert own.status == "declared"
    assert select(secretary, [own], do="verify") == ["Vérifié, réalisé : 1 point d’action."]


def test_no_axis_is_taken_away_unless_it_is_asked_for(
    group, secretary, reviewer, client_of, select
):
    axis = make_axis()
    action = make_action(group, secretary, items=[axis])
    form = {"action": action.pk, "do": "classify", "item": ""}
    answer = client_of(reviewer).post("/actions/selection/", form)
    assert (answer.status_code, "Choisissez l’élément" in answer.content.decode()) == (422, True)
    assert action.items.get() == axis
    assert select(reviewer, [action], do="classify", item=axis.pk, how="remove") == [
        "Axe 1 : Harmonisation des interventions : retiré de 1 point d’action."
    ]
    assert action.items.count() == 0


def test_a_designation_is_undone_where_it_was_new(group, secretary, select, undo):
    pam, fao = make_agency("PAM"), make_agency("FAO")
    ours, theirs = make_action(group, secretary, fao), make_action(group, secretary, fao)
    theirs.designate(Said(secretary, AT), pam)
    assert select(secretary, [ours, theirs], do="designate", agency=pam.pk) == [
        "PAM : chargée du suivi de 1 point d’action.",
        "1 n’a pas changé : clos, déjà ainsi, ou hors de vos droits.",
    ]
    assert undo(secretary) == ["Annulé pour 1 point d’action."]
    ours.refresh_from_db()
    assert (charged(ours), charged(theirs), ours.lead) == (set(), {pam}, fao)
    assert (kinds(ours), kinds(theirs)) == (["released", "designated"], ["designated"])
    assert ours.updates.first().reason == "Changement groupé annulé."


def test_each_gets_its_own_axis_back(group, secretary, reviewer, select, undo):
    one, two = make_axis(1), make_axis(2)
    actions = [make_action(group, secretary, items=items) for items in ([one], [], [two])]
    select(reviewer, actions, do="classify", item=two.pk, how="replace")
    assert [list(action.items.all()) for action in actions] == [[two], [two], [two]]
    assert undo(reviewer) == ["Annulé pour 2 points d’action."]
    assert [list(action.items.all()) for action in actions] == [[one], [], [two]]
    assert [len(kinds(action)) for action in actions] == [2, 2, 0]
    assert actions[0].updates.first().sentence == "De nouveau sous\xa0: axe 1"


def test_what_was_verified_waits_for_its_check_again(declared, reviewer, select, undo):
    action = declared("X")
    day = action.declared_on
    select(reviewer, [action], do="verify")
    assert undo(reviewer) == ["Annulé pour 1 point d’action."]
    action.refresh_from_db()
    assert (action.status, action.declared_on, action.closed_on) == ("declared", day, None)
    last = action.updates.first()
    assert (last.kind, last.status_before, last.status) == ("reopened", "done", "declared")


def test_what_somebody_touched_since_stays(group, secretary, reviewer, select, undo):
    actions = [make_action(group, secretary) for _ in range(3)]
    pam = make_agency("PAM")
    select(reviewer, actions, do="designate", agency=pam.pk)
    ActionItem.objects.get(pk=actions[0].pk).report(Said(secretary, AT, sentence="Vu."))
    assert undo(reviewer) == [
        "Annulé pour 2 points d’action.",
        "1 reste : changé depuis, ou hors de vos droits.",
    ]
    assert [charged(action) for action in actions] == [{pam}, set(), set()]


def test_rights_are_asked_for_again(group, secretary, select, undo):
    action = make_action(group, secretary)
    select(secretary, [action], do="designate", agency=make_agency("PAM").pk)
    secretary.memberships.update(until=AT.date() - timedelta(days=1))
    make_membership(secretary, "partner", agency=make_agency("FAO"))
    change = LastChange.objects.get().uid
    stays = ["1 reste : changé depuis, ou hors de vos droits."]
    assert (undo(secretary, change), len(kinds(action))) == (stays, 1)


def test_it_is_offered_for_an_hour_to_who_did_it_once(
    group, secretary, reviewer, client_of, select, undo, freeze
):
    def offered(person):
        return "Annuler ce changement" in client_of(person).get("/actions/").content.decode()

    action = make_action(group, secretary)
    assert [offered(secretary), offered(reviewer)] == [False, False]
    select(secretary, [action], do="designate", agency=make_agency("PAM").pk)
    assert [offered(secretary), offered(reviewer)] == [True, False]
    change = LastChange.objects.get().uid
    assert undo(reviewer, change) == [UNDONE.replace("\xa0", " ")]
    freeze(AT + timedelta(minutes=61))
    assert (offered(secretary), undo(secretary, change)) == (False, [UNDONE.replace("\xa0", " ")])
    freeze(AT + timedelta(minutes=59))
    assert undo(secretary) == ["Annulé pour 1 point d’action."]
    assert offered(secretary) is False
    assert undo(secretary, change) == [UNDONE.replace("\xa0", " ")]


def test_an_old_page_does_not_undo_a_newer_change(group, secretary, select, undo):
    actions = [make_action(group, secretary) for _ in range(2)]
    pam = make_agency("PAM")
    select(secretary, actions[:1], do="designate", agency=pam.pk)
    first = LastChange.objects.get().uid
    select(secretary, actions[1:], do="designate", agency=pam.pk)
    assert undo(secretary, first) == [UNDONE.replace("\xa0", " ")]
    assert undo(secretary) == ["Annulé pour 1 point d’action."]
    assert [charged(action) for action in actions] == [{pam}, set()]


@pytest.mark.parametrize("change", ["", "1", "\x00", "é" * 3000])
def test_anything_may_be_asked_to_be_undone(reviewer, undo, change):
    assert undo(reviewer, change or " ") == [UNDONE.replace("\xa0", " ")]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("do", "queries"), [("designate", 21), ("verify", 22)])
def test_undoing_several_costs_the_same_as_one(
    group, secretary, declared, select, django_assert_num_queries, count, do, queries
):
    actions = [declared("X") for _ in range(count)]
    select(secretary, actions, do=do, agency=make_agency("PAM").pk)
    change, again = LastChange.objects.get(), User.objects.get(pk=secretary.pk)
    with django_assert_num_queries(queries):
        assert ActionItem.objects.undo(change, Said(again, AT)) == count


class TestTwoAtOnce:
    pytestmark = needs_server

    def test_one_of_two_who_press_twice_undoes(self, declared, group, secretary, select):
        action = declared("X")
        select(secretary, [action], do="verify")
        change = LastChange.objects.get()

        def press():
            try:
                return ActionItem.objects.undo(change, Said(secretary, AT))
            except NotNow as refusal:
                return str(refusal)

        assert sorted(map(str, at_once(press, press))) == sorted(["1", UNDONE])
        assert kinds(action) == ["reopened", "closed"]

    def test_two_verify_the_same_and_each_action_is_closed_once(
        self, declared, group, secretary, reviewer
    ):
        actions = [declared("X") for _ in range(3)]
        every = ActionItem.objects.filter(pk__in=[action.pk for action in actions])

        def verify(who):
            return lambda: len(every.closable_by(who).verify(Said(who, AT)))

        assert sorted(at_once(verify(secretary), verify(reviewer))) == [0, 3]
        assert ActionUpdate.objects.filter(kind="closed").count() == 3

    def test_one_reports_while_another_undoes_and_nothing_is_lost(
        self, declared, group, secretary, reviewer, select
    ):
        action = declared("X")
        select(reviewer, [action], do="verify")
        change = LastChange.objects.get()

        def reopen():
            try:
                ActionItem.objects.get(pk=action.pk).reopen(Said(secretary, AT, reason="Non."))
            except NotNow:
                return "refused"
            return "done"

        undone, reopened = at_once(
            lambda: ActionItem.objects.undo(change, Said(reviewer, AT)), reopen
        )
        action.refresh_from_db()
        outcome = (undone, reopened, action.status)
        assert outcome in [(1, "refused", "declared"), (0, "done", "doing")]
        assert len(kinds(action)) == 2
