"""Searching: one corpus of cases for both engines, what follows a publication, who finds what."""

import pytest
from django.core.management import call_command

from meetings.life import publishing, verbs
from meetings.models import Equivalence, Meeting, SearchEntry
from meetings.search import engines, results
from tests.factories import (
    hand_in,
    make_agency,
    make_document,
    make_framework,
    make_group,
    make_item,
    make_meeting,
    publish,
)
from tests.meetings.living import again, type_in
from tests.meetings.searching import published, searched

# What is asked, and the minutes that are found, the nearest first.
CASES = [
    ("indicateurs de gouvernance", ["zinder"]),
    ("INDICATEUR gouvernances", ["zinder"]),  # stems, case
    ("elargissement", ["tahoua"]),  # « élargir »
    ("evolution des flux", ["tahoua"]),  # accents
    ("Évolution", ["tahoua"]),
    ("migration", ["zinder", "tahoua", "agadez"]),  # equivalents: migratoires, migrants
    ("migrants", ["zinder", "tahoua", "agadez"]),
    ("unhcr", ["tahoua"]),  # another name of the structure
    ("Haut commissariat pour les refugies", ["tahoua"]),
    ("WFP", ["agadez", "zinder"]),  # « PAM Zinder » is where they met
    ("spccm", ["zinder"]),
    ("SP-CCM", ["zinder"]),
    ("1000000", ["agadez"]),
    ("1 000 000", ["agadez"]),
    ("1.000.000 F", ["agadez"]),
    ("1000", []),  # a million is no thousand
    ("aujourdhui", ["agadez"]),  # apostrophes
    ("aujourd'hui", ["agadez"]),
    ("sous capacités", ["zinder"]),  # hyphens
    ("souscapacités", ["zinder"]),
    ("ONG locale", ["agadez"]),  # dots
    ("oeuvre", ["agadez"]),  # a caption; a ligature
    ("« dispositif de collecte »", ["tahoua", "zinder"]),
    ('"collecte de dispositif"', []),
    ('"migratoires"', ["zinder", "tahoua"]),  # between signs of quotation, as it is
    ("agadez", ["agadez", "zinder"]),
    ("novembre 2021", ["zinder"]),  # the day of the meeting
    ("extraordinaire", ["zinder"]),
    ("faiblesses coordination", ["zinder"]),
    ("de la", ["zinder"]),  # what every text has is asked as it is
    ("", []),
    ("« »", []),
    ("*", []),
    ("xyzzy", []),
]


def found(search, meetings):
    """The names of what is found; in no order beyond the nearest where several are as near."""
    name_of = {meeting.pk: name for name, meeting in meetings.items()}
    entries = dict(SearchEntry.objects.values_list("pk", "meeting"))
    return [name_of[entries[row[0]]] for row in search.results.rows]


@pytest.fixture
def equivalents(db):
    call_command("load_equivalences", verbosity=0)


@pytest.fixture
def meetings(group, secretary, reviewer):
    return published(group, secretary, reviewer)


def test_the_corpus_of_cases(meetings, equivalents, partner):
    told = {words: found(searched(partner, words), meetings) for words, _ in CASES}
    loose = {words for words, _ in CASES if searched(partner, words).is_loose}
    strict = {words: [] if words in loose else sorted(names) for words, names in told.items()}
    assert strict == {words: sorted(names) for words, names in CASES}


def test_what_was_decided_comes_before_what_was_only_said(meetings, equivalents, partner):
    assert found(searched(partner, "dispositif de collecte"), meetings)[0] == "tahoua"


def test_exact_words_know_neither_family_nor_equivalents_nor_other_names(
    meetings, equivalents, partner
):
    def exactly(words):
        return found(searched(partner, words, exacts="on"), meetings)

    assert exactly("migrants") == ["agadez"]
    assert exactly("unhcr") == []
    assert exactly("INDICATEURS") == ["zinder"]
    assert exactly("indicateur") == []


def test_where_no_text_has_all_the_words_those_that_have_some_are_shown(meetings, partner):
    search = searched(partner, "indicateurs xyzzy")
    assert (found(search, meetings), search.is_loose) == (["zinder"], True)


def test_each_sentence_found_is_marked_with_its_point_and_what_became_of_it(meetings, partner):
    search = searched(partner, "indicateurs de gouvernance")
    (hit,) = results.hits(search.results.rows, search.query, partner, meetings["zinder"].date)
    action, point, said = hit.sentences
    assert action.pieces[1] == ("indicateurs", True)
    assert [text for text, is_asked in action.pieces if is_asked] == ["indicateurs", "gouvernance"]
    assert action.passage.heading == "3- Indicateurs de gouvernance des migrations"
    assert action.action.get_status_display() == "à faire"
    assert action.anchor == f"#action-{action.action.uid}"
    assert point.pieces[0] == ("Indicateurs", True)
    assert "".join(text for text, _ in said.pieces).endswith(
        "indicateurs de gouvernance des migrations."
    )
    assert [each.outcome for each in hit.sentences] == ["", "", ""]  # its action says it


def test_a_sentence_of_a_discussion_tells_what_became_of_the_actions_of_its_point(
    meetings, partner
):
    search = searched(partner, "souverainete")
    (hit,) = results.hits(search.results.rows, search.query, partner, meetings["tahoua"].date)
    assert [each.outcome for each in hit.sentences] == [
        "4 points d’action : 2 à faire, 2 en retard"
    ]


def test_filters_narrow_and_count(meetings, equivalents, partner, group):
    agency = Meeting.objects.get(pk=meetings["tahoua"].pk).points.get().actions.get().lead
    framework = make_framework()
    axis = make_item(framework)
    axis_below = make_item(framework, code="1.1", parent=axis)
    action = meetings["tahoua"].points.get().actions.get()
    action.classified.create(item=axis_below)
    search = searched(partner, "migration")
    offered = {
        name: [label for value, label in search.form.fields[name].choices if value]
        for name in ("annee", "groupe", "region", "structure", "element")
    }
    assert offered["annee"] == ["2022 (1)", "2021 (2)"]
    assert offered["groupe"] == ["GTM/Zinder (3)"]
    assert offered["region"] == ["Zinder (3)"]
    assert "HCR (1)" in offered["structure"]
    assert [label.strip()[:3] + label[-3:] for label in offered["element"]] == [
        "1\xa0:(1)",
        "1.1(1)",
    ]
    narrowed = {
        "annee": ("2021", {"agadez", "zinder"}),
        "groupe": (group.pk, {"agadez", "zinder", "tahoua"}),
        "structure": (agency.pk, {"tahoua"}),
        "element": (axis.pk, {"tahoua"}),
    }
    for name, (value, names) in narrowed.items():
        search = searched(partner, "migration", **{name: value})
        assert set(found(search, meetings)) == names, name
    both = searched(partner, "migration", annee=2021, structure=agency.pk)
    assert (found(both, meetings), both.words) == (
        [],
        [("2021", f"?mots=migration&structure={agency.pk}"), ("HCR", "?mots=migration&annee=2021")],
    )


def test_only_published_minutes_are_found_and_only_by_members(
    meetings, group, secretary, partner, outsider
):
    draft = make_document(place="Lieu secret")
    make_meeting(group, secretary, document=draft)
    assert len(searched(secretary, "secret").results) == 0
    assert len(searched(partner, "gouvernance").results) == 1
    assert len(searched(outsider, "gouvernance").results) == 0


def test_what_is_removed_from_the_lists_is_found_no_more(meetings, partner):
    Meeting.objects.filter(pk=meetings["zinder"].pk).update(removed_at=meetings["zinder"].saved_at)
    assert len(searched(partner, "gouvernance").results) == 0


def test_a_correction_takes_the_place_of_what_was_searched_and_not_before_it_is_published(
    group, secretary, reviewer, partner
):
    meeting = make_meeting(group, secretary, document=make_document(place="Ancien lieu"))
    publish(meeting, reviewer)
    verbs.correct(again(meeting), reviewer, "Le lieu")
    correction = type_in(meeting, secretary, place="Nouvel endroit")
    counts = [len(searched(partner, words).results) for words in ("ancien", "endroit")]
    assert counts == [1, 0]
    hand_in(correction, "Le lieu")
    publishing.publish(again(meeting), reviewer, meeting.date)
    counts = [len(searched(partner, words).results) for words in ("ancien", "endroit")]
    assert counts == [0, 1]
    assert SearchEntry.objects.count() == 1


def test_what_is_missing_or_behind_is_put_in_again(meetings, partner, capsys):
    call_command("rebuild_search")
    SearchEntry.objects.filter(meeting=meetings["zinder"]).delete()
    SearchEntry.objects.filter(meeting=meetings["agadez"]).update(version=0)
    call_command("rebuild_search")
    call_command("rebuild_search", "--all")
    told = [f"Textes mis à l’index : {count}." for count in (0, 2, 3)]
    assert capsys.readouterr().out.splitlines() == told
    assert found(searched(partner, "gouvernance"), meetings) == ["zinder"]


def test_of_more_than_can_be_ranked_the_last_ones_published_are_shown(
    meetings, partner, monkeypatch, client_of
):
    monkeypatch.setattr(engines, "MOST", 2)
    search = searched(partner, "reunion")
    assert (found(search, meetings), search.results.is_cut) == (["tahoua", "zinder"], True)
    page = client_of(partner).get("/recherche/?mots=reunion").content.decode()
    assert "Plus de 2 comptes rendus" in page


ANYTHING = [
    *("'", '"', "(", ")", "a AND b", "NEAR(a b)", "a:b", "^a", "-a", "a*", "%", "_", "\\"),
    *("\x00", "\ud800", "🐪", "' | '", "a' & 'b", "العربية", "ⵜⴰⵎⴰⵛⴻⵇ", "a" * 5_000),
    *(" ".join(f"mot{n}" for n in range(60)), "«" * 40, "\n\t", "1" * 400),
]


def test_anything_may_be_asked(meetings, client_of, partner):
    client = client_of(partner)
    for words in ANYTHING:
        for path in ("/recherche/", "/recherche/suggestions/"):
            answer = client.get(path, {"mots": words.encode("utf-8", "surrogatepass")})
            assert answer.status_code == 200, (path, words)


def test_wrong_filters_narrow_nothing(meetings, client_of, partner):
    wrong = {"groupe": "x", "annee": "0", "region": "-1", "structure": "9" * 30, "element": "zz"}
    answer = client_of(partner).get("/recherche/", {"mots": "gouvernance", "page": "z", **wrong})
    assert [hit.meeting.pk for hit in answer.context["hits"]] == [meetings["zinder"].pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three(
    group, secretary, reviewer, client_of, partner, count, django_assert_num_queries
):
    for _ in range(count):
        publish(make_meeting(group, secretary), reviewer)
    client = client_of(partner)
    client.get("/recherche/")
    with django_assert_num_queries(16):
        assert len(client.get("/recherche/?mots=divers").context["hits"]) == count


def test_what_is_being_typed_leads_to_minutes(meetings, client_of, partner):
    answer = client_of(partner).get("/recherche/suggestions/?mots=indicateurs gouv").json()
    (told,) = answer["found"]
    assert told["title"] == "GTM/Zinder, 30 novembre 2021".replace(" ", "\u00a0").replace(
        "GTM/Zinder,\u00a0", "GTM/Zinder, "
    )
    assert told["says"].startswith("Finaliser et mettre à la disposition des partenaires")
    assert told["address"].startswith(f"/reunions/{meetings['zinder'].pk}/#action-")


def test_an_equivalent_is_searched_as_soon_as_it_is_entered(meetings, client_of, reviewer, partner):
    assert found(searched(partner, "nourriture"), meetings) == []
    client = client_of(reviewer)
    client.post("/recherche/equivalences/", {"words": "nourriture, vivres"})
    assert found(searched(partner, "nourriture"), meetings) == ["agadez"]
    own = Equivalence.objects.get()
    client.post(f"/recherche/equivalences/{own.pk}/", {"words": "nourriture, repas"})
    assert found(searched(partner, "nourriture"), meetings) == []
    client.post(f"/recherche/equivalences/{own.pk}/", {"words": "nourriture, vivres pour"})
    assert found(searched(partner, "nourritures"), meetings) == ["agadez"]
    client.post(f"/recherche/equivalences/{own.pk}/retirer/")
    client.post(f"/recherche/equivalences/{own.pk}/retirer/")  # twice is harmless
    assert Equivalence.objects.count() == 0


@pytest.mark.parametrize("words", ["", "seul", "seul, ", "Été, ete"])
def test_a_word_alone_is_no_equivalent(client_of, reviewer, words):
    answer = client_of(reviewer).post("/recherche/equivalences/", {"words": words})
    assert answer.status_code == 200
    assert "séparés par une virgule" in answer.content.decode()
    assert Equivalence.objects.count() == 0


def test_the_list_of_equivalents_is_everybodys_to_read_and_spccms_to_keep(
    client_of, partner, secretary
):
    Equivalence.objects.create(words="traite, trafic")
    for person in (partner, secretary):
        client = client_of(person)
        assert "traite, trafic" in client.get("/recherche/equivalences/").content.decode()
        assert client.post("/recherche/equivalences/", {"words": "a, b"}).status_code == 403


def test_a_name_that_two_structures_have_finds_what_both_did(group, secretary, reviewer, partner):
    niger = make_agency("CRN", name="Croix-Rouge")
    danish = make_agency("CRD", name="Croix-Rouge danoise", aliases="Croix-Rouge")
    for agency in (niger, danish):
        text = make_document()
        text[f"attendance/{text['attendance'][0]}/wording"] = agency.acronym
        publish(make_meeting(group, secretary, document=text), reviewer)
    assert len(searched(partner, "croix rouge").results) == 2
    assert len(searched(partner, "croix rouge danoise").results) == 1


def test_minutes_of_another_group_are_found_too(reviewer, other_secretary, other_group, partner):
    make_group("GTM/Diffa")
    publish(make_meeting(other_group, other_secretary), reviewer)
    assert len(searched(partner, "divers").results) == 1
