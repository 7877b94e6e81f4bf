"""The review: what each person finds, each filter with its counts, and several changed at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from hypothesis import given

from actions.follow_up import ActionUpdate, Said
from actions.models import ActionItem
from actions.parts import NO_LEAD
from actions.reviewing.filters import SORTS, Review
from actions.reviewing.selection import SelectionForm, chosen
from tests.factories import make_action, make_agency, make_axis, make_group, make_territory
from tests.test_fuzz import forms, fuzzed

pytestmark = pytest.mark.django_db
TODAY = date(2023, 2, 1)
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(freeze):
    freeze(AT)


@pytest.fixture
def found(client_of):
    """`found(person, **query)`: the texts of the rows, in order."""

    def found(person, **query):
        page = client_of(person).get("/actions/", query)
        assert page.context["found"] == len(page.context["rows"])
        return [row.action.text for row in page.context["rows"]]

    return found


@pytest.fixture
def country(group, secretary):
    """One action in each state, in three groups of two regions."""
    zinder = group.territory
    magaria = make_territory("Magaria", "department", zinder)
    departmental = make_group("GTM/Magaria", magaria, "departmental")
    agadez = make_group("GTM/Agadez")
    oim, partners = make_agency("OIM"), make_agency("Partenaires", is_collective=True)
    antenne = make_agency("OIM", parent=oim, territory=zinder)
    axis = make_axis()

    def add(text, where, *responsibles, **fields):
        return make_action(where, secretary, *responsibles, text=text, **fields)

    add("tardif", group, antenne, on=date(2021, 5, 1), due_on=date(2022, 1, 1), items=[axis])
    add("commun", departmental, partners, oim, due_on=date(2022, 6, 1))
    add("bientôt", agadez, oim, due_on=TODAY)
    add("déclaré", agadez, "Directeur", status="declared")
    add("sans date", group, due_on=None, deadline_precision="none")
    add("clos", group, oim, status="done")
    return {"oim": oim, "antenne": antenne, "axis": axis, "zinder": zinder, "agadez": agadez}


def test_it_opens_on_what_is_late_oldest_first(country, reviewer, found):
    assert found(reviewer) == ["tardif", "commun"]


@pytest.mark.parametrize(
    ("state", "texts"),
    [
        ("retard", ["tardif", "commun"]),
        ("bientot", ["bientôt"]),
        ("a-verifier", ["déclaré"]),
        ("a-attribuer", ["commun"]),
        ("sans-echeance", ["sans date"]),
        ("ouvert", ["tardif", "commun", "déclaré", "bientôt", "sans date"]),
        ("clos", ["clos"]),
        ("tout", ["tardif", "commun", "déclaré", "clos", "bientôt", "sans date"]),
        ("n’importe quoi", ["tardif", "commun"]),
    ],
)
def test_each_state_holds_its_own(country, reviewer, found, state, texts):
    assert found(reviewer, etat=state) == texts


def test_each_other_filter_narrows(country, reviewer, found):
    def of(**query):
        return set(found(reviewer, etat="tout", **query))

    zinder = {"tardif", "commun", "sans date", "clos"}
    assert of(region=country["zinder"].pk) == zinder
    assert of(groupe=country["agadez"].pk) == {"bientôt", "déclaré"}
    assert of(structure=country["oim"].pk) == {"tardif", "commun", "bientôt", "clos"}
    assert of(structure=country["oim"].pk, part="mene") == {"tardif", "bientôt", "clos"}
    assert of(structure=country["antenne"].pk) == {"tardif"}
    assert of(element=country["axis"].pk) == {"tardif"}
    assert of(
        element=f"sans-{country['axis'].framework_id}", region=country["zinder"].pk
    ) == zinder - {"tardif"}
    assert of(du="01/05/2021", au="2 mai 2021") == {"tardif"}
    assert of(periode="echeance", du="01/06/2022", au="01/06/2022") == {"commun"}
    assert of(mots="BIENTOT") == {"bientôt"}
    assert of(mots="directeur") == {"déclaré"}
    assert of(mots="100%") == set()


def test_a_designated_structure_finds_its_action(country, reviewer, found):
    pam = make_agency("PAM")
    ActionItem.objects.get(text="commun").designate(Said(by=reviewer, at=AT), pam)
    assert found(reviewer, etat="tout", structure=pam.pk, part="mene") == ["commun"]
    assert found(reviewer, etat="a-attribuer") == []


def test_counts_stand_beside_each_choice(country, reviewer, client_of):
    page = client_of(reviewer).get("/actions/", {"etat": "ouvert", "region": country["zinder"].pk})
    review = page.context["review"]
    assert {state.value: count for state, count in review.states} == {
        "retard": 2,
        "bientot": 0,
        "a-verifier": 0,
        "a-attribuer": 1,
        "sans-echeance": 1,
        "sans-nouvelle": 3,
        "relance": 0,
        "ouvert": 3,
        "clos": 1,
        "tout": 4,
    }
    labels = {
        name: [label for _, label in review.form.fields[name].choices]
        for name in ("region", "groupe", "structure")
    }
    assert labels == {
        "region": ["toutes", "Zinder (3)", "Agadez (2)"],
        "groupe": ["tous", "GTM/Magaria (1)", "GTM/Zinder (2)"],
        "structure": ["toutes", "OIM (2)", "OIM Zinder (1)", "Partenaires (1)", f"{NO_LEAD} (2)"],
    }
    assert review.form.fields["element"].choices == [
        ("", "tous"),
        (
            "Axes stratégiques 2022-2026",
            [
                (str(country["axis"].pk), "1\xa0: Harmonisation des interventions (1)"),
                (f"sans-{country['axis'].framework_id}", "sans axe (2)"),
            ],
        ),
    ]


def test_a_structure_named_and_designated_counts_once(country, reviewer):
    action = ActionItem.objects.get(text="tardif")
    action.designate(Said(by=reviewer, at=AT), country["oim"])
    query = {"etat": "retard"}
    review = Review(query, ActionItem.objects.all(), TODAY)
    review.count()
    assert [label for _, label in review.form.fields["structure"].choices] == [
        "toutes",
        "OIM (2)",
        "OIM Zinder (1)",
        "Partenaires (1)",
        f"{NO_LEAD} (1)",
    ]


def test_who_reviews_what(country, secretary, other_group, reviewer, partner, agency, found):
    assert set(found(secretary, etat="tout")) == {"tardif", "sans date", "clos"}
    assert set(found(partner, etat="tout")) == {"tardif", "commun", "bientôt", "clos"}
    assert len(found(reviewer, etat="tout")) == 6


@pytest.fixture
def agency(country):
    return country["oim"]


@pytest.fixture
def other_group(country):
    return country["agadez"]


def test_each_column_sorts_both_ways_and_empty_ones_come_last(country, reviewer, found):
    for key in SORTS:
        up, down = (found(reviewer, etat="tout", tri=sign + key) for sign in ("", "-"))
        assert (key, set(up), len(up)) == (key, set(down), 6)
    assert found(reviewer, etat="tout", tri="retard")[-1] == "sans date"
    assert found(reviewer, etat="tout", tri="-retard")[-1] == "sans date"
    assert found(reviewer, etat="tout", tri="-reunion")[-1] == "tardif"


def test_it_is_grouped_by_structure_or_region(country, reviewer, client_of):
    def sections(by):
        page = client_of(reviewer).get("/actions/", {"etat": "ouvert", "par": by})
        return [(row.section.strip(), row.action.text) for row in page.context["rows"]]

    assert sections("region") == [
        ("Agadez", "déclaré"),
        ("Agadez", "bientôt"),
        ("Zinder", "tardif"),
        ("Zinder", "commun"),
        ("Zinder", "sans date"),
    ]
    assert sections("structure") == [
        ("OIM", "tardif"),
        ("OIM", "bientôt"),
        (NO_LEAD, "commun"),
        (NO_LEAD, "déclaré"),
        (NO_LEAD, "sans date"),
    ]


def test_current_filters_are_words_that_one_removes(country, reviewer, client_of):
    query = {"region": country["zinder"].pk, "mots": "x", "structure": country["oim"].pk}
    page = client_of(reviewer).get("/actions/", query)
    words = {label: rest for rest, label in page.context["words"]}
    zinder, oim = country["zinder"].pk, country["oim"].pk
    assert words == {
        "en retard": f"region={zinder}&mots=x&structure={oim}&etat=tout",
        "région Zinder": f"mots=x&structure={oim}",
        "OIM (responsable ou associée)": f"region={zinder}&mots=x",
        "« x »": f"region={zinder}&structure={oim}",
    }


@pytest.mark.parametrize("day", [date(2022, 12, 30), date(2022, 12, 31), date(2023, 1, 1)])
def test_late_is_the_same_number_on_home_and_in_the_review(
    group, secretary, reviewer, client_of, freeze, day
):
    """Asked at 23:30 UTC of the day before: half past midnight in Niamey."""
    make_action(group, secretary)
    freeze(datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC) - timedelta(days=1))
    home = client_of(reviewer).get("/").context["late_count"]
    page = client_of(reviewer).get("/actions/")
    late = int(day > date(2022, 12, 31))
    assert (home, page.context["found"], dict(page.context["review"].states)["retard"]) == (
        late,
        late,
        late,
    )


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_review_takes_the_same_queries_for_one_three_and_sixty(
    group, secretary, reviewer, client_of, django_assert_num_queries, count
):
    for number in range(count):
        agency = make_agency(f"S{number}")
        action = make_action(group, secretary, agency, on=date(2021, 1, 1) + timedelta(number))
        action.designate(Said(by=secretary, at=AT), make_agency(f"T{number}"))
    client = client_of(reviewer)
    with django_assert_num_queries(35):
        page = client.get("/actions/")
    assert (page.context["found"], len(page.context["rows"])) == (count, min(count, 50))
    assert len(client.get("/actions/?page=2").context["rows"]) == (10 if count == 60 else count)


# --- Several at once ---


@pytest.fixture
def select(client_of):
    def select(person, actions, **form):
        form = {"action": [str(action.pk) for action in actions]} | form
        return client_of(person).post("/actions/selection/", form)

    return select


def test_a_structure_is_designated_on_those_within_one_s_rights_only(
    group, secretary, other_secretary, reviewer, select
):
    ours = make_action(group, secretary)
    theirs = make_action(
        other_secretary.memberships.get().group, other_secretary, on=date(2021, 1, 1)
    )
    closed = make_action(group, secretary, on=date(2021, 1, 2), status="done")
    pam = make_agency("PAM")
    answer = select(
        secretary, [ours, theirs, closed], do="designate", agency=pam.pk, retour="etat=ouvert&x=1"
    )
    assert (answer.status_code, answer.url) == (302, "/actions/?etat=ouvert&x=1")
    assert list(ActionItem.objects.filter(follow_ups__agency=pam)) == [ours]
    assert (theirs.updates.count(), closed.updates.count()) == (0, 0)
    select(reviewer, [ours, theirs], do="designate", agency=pam.pk)
    assert set(ActionItem.objects.filter(follow_ups__agency=pam)) == {ours, theirs}


def test_a_partner_changes_nothing_on_several(group, secretary, partner, agency, select):
    action = make_action(group, secretary, agency)
    select(partner, [action], do="designate", agency=agency.pk)
    assert action.updates.count() == 0


def test_what_was_ticked_stays_where_the_structure_is_missing(group, secretary, select):
    action = make_action(group, secretary)
    answer = select(secretary, [action], do="designate", retour="etat=retard")
    assert (answer.status_code, answer.context["rows"][0].is_selected) == (422, True)
    assert "Choisissez la structure à désigner." in answer.content.decode()


def test_all_of_a_page_is_ticked_by_its_address_alone(country, reviewer, client_of):
    page = client_of(reviewer).get("/actions/", {"etat": "ouvert", "cocher": "page"})
    ticked = [row.is_selected for row in page.context["rows"]]
    assert (ticked, page.context["query_text"]) == ([True] * 5, "etat=ouvert")
    page = client_of(reviewer).get("/actions/", {"etat": "ouvert"})
    assert not any(row.is_selected for row in page.context["rows"])
    assert 'href="/actions/?etat=ouvert&amp;cocher=page"' in page.content.decode()


@pytest.fixture
def two_on_a_page(monkeypatch):
    monkeypatch.setattr("actions.views.review.PAGE", 2)


ALL_FOUND = "points d’action trouvés, pas seulement"


def test_what_the_filter_finds_beyond_the_page_is_designated_at_once(
    two_on_a_page, country, reviewer, client_of, select
):
    page = client_of(reviewer).get("/actions/", {"etat": "ouvert"})
    assert f"Les 5 {ALL_FOUND}" in page.content.decode()
    assert ALL_FOUND not in client_of(reviewer).get("/actions/").content.decode()  # one page of two
    form = {"do": "designate", "agency": country["oim"].pk, "tous": "1"}
    select(reviewer, [], retour=f"region={country['zinder'].pk}&etat=ouvert", **form)
    designated = ActionItem.objects.filter(follow_ups__agency=country["oim"])
    assert set(designated.values_list("text", flat=True)) == {"tardif", "commun", "sans date"}


def test_more_than_may_be_changed_at_once_is_refused_whole(
    monkeypatch, two_on_a_page, country, reviewer, client_of, select
):
    for module in ("actions.reviewing.selection", "actions.views.chase", "actions.views.review"):
        monkeypatch.setattr(f"{module}.LARGEST", 4)
    page = client_of(reviewer).get("/actions/", {"etat": "ouvert"})
    assert ALL_FOUND not in page.content.decode()
    form = {"retour": "etat=ouvert", "tous": "1"}
    answer = select(reviewer, [], do="designate", agency=country["oim"].pk, **form)
    assert (answer.status_code, "C’est trop d’un coup" in answer.content.decode()) == (422, True)
    assert ActionItem.objects.filter(follow_ups__agency=country["oim"]).count() == 0
    answer = client_of(reviewer).post("/actions/relancer/", form | {"do": "send"}, follow=True)
    assert "C’est trop d’un coup" in answer.content.decode()


def test_a_secretary_takes_all_that_her_own_review_finds(
    country, secretary, client_of, select, group
):
    pam = make_agency("PAM")
    select(secretary, [], do="designate", agency=pam.pk, retour="etat=ouvert", tous="1")
    assert set(ActionItem.objects.filter(follow_ups__agency=pam)) == set(group.actions.open())


def test_the_way_back_stays_in_the_review(group, secretary, agency, client_of):
    action = make_action(group, secretary, agency)
    form = {"sentence": "Vu.", "retour": "//evil.example/?a=1\r\nX: y"}
    answer = client_of(secretary).post(f"{action.get_absolute_url()}suivi/", form)
    assert (answer.status_code, answer.url.startswith("/actions/?")) == (302, True)


NAMES = [*("mots", "region", "groupe", "structure", "part", "element", "periode", "du", "au")]
NAMES += ["par", "etat", "tri", "page", "cocher"]


@fuzzed
@given(query=forms(*NAMES))
def test_the_review_is_asked_for_with_anything(client_of, reviewer, query):
    assert client_of(reviewer).get("/actions/", query).status_code == 200


@fuzzed
@given(form=forms("action", "do", "agency", "item", "how", "retour", "tous"))
def test_a_selection_is_posted_with_anything(client_of, reviewer, form):
    answer = client_of(reviewer).post("/actions/selection/", {"do": ["classify"]} | form)
    assert answer.status_code in (302, 422)


def test_all_that_the_filter_finds_is_chosen_among_one_s_own(
    group, other_group, secretary, other_secretary
):
    make_action(group, secretary)
    other = make_action(other_group, other_secretary)
    found = chosen(QueryDict("tous=1&retour=etat%3Dtout"), secretary, date(2022, 6, 15))
    own = ActionItem.objects.filter(group=group).values_list("pk", flat=True)
    assert (found, other.pk in found) == (set(own), False)


@pytest.mark.parametrize("count", [1, 3])
def test_designating_on_several_costs_the_same_as_on_one(
    count, group, secretary, agency, django_assert_num_queries
):
    actions = [make_action(group, secretary) for _ in range(count)]
    data = QueryDict(mutable=True)
    data.update({"do": "designate", "agency": agency.pk})
    data.setlist("action", [str(action.pk) for action in actions])
    form = SelectionForm(data, user=secretary, today=AT.date())
    assert form.is_valid()
    with django_assert_num_queries(17):
        assert form.act(AT) == count
    these = ActionItem.objects.filter(pk__in=[action.pk for action in actions])
    assert {action.lead for action in these} == {agency}
    told = {(each.action_id, each.kind, each.agency) for each in ActionUpdate.objects.all()}
    assert told == {(action.pk, "designated", agency) for action in actions}
