"""Answering a chase without an account: what a link opens, what comes in by it, who sees it."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from actions.follow_up import ActionUpdate, AnswerSeen, Said
from actions.models import ActionItem
from gtm import links
from gtm.models import JournalEntry, Mail, PersonalLink
from tests.at_once import at_once, needs_server
from tests.factories import make_action, make_agency, make_link
from tests.forms import Page

COUNTING = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
pytestmark = pytest.mark.django_db
NIAMEY = ZoneInfo("Africa/Niamey")
NOW = datetime(2022, 6, 15, 12, tzinfo=NIAMEY)
AT = "/actions/repondre/jeton/"


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }


@pytest.fixture
def clock(freeze):
    freeze(NOW)


@pytest.fixture
def action(group, secretary, agency, clock):
    return make_action(group, secretary, agency, text="Former les points focaux")


@pytest.fixture
def link(action, agency, reviewer):
    return asked(agency, reviewer, action)


def asked(agency, by, *actions, token="jeton", **fields):
    made = make_link(agency, by, token, **{"made_at": NOW - timedelta(days=1)} | fields)
    for action in actions:
        made.asked.create(action=action)
    return made


def sending(client=None, at=AT):
    """What the page sends, nothing being typed."""
    page = (client or Client()).get(at)
    assert page.status_code == 200
    return Page(at, page.content).sendings[-1].data


def answer(action, at=AT, **typed):
    data = sending(at=at) | {f"p{action.pk}-{name}": value for name, value in typed.items()}
    return Client().post(at, data)


def pdf(name="rapport.pdf", size=4):
    return SimpleUploadedFile(name, b"%PDF" * (size // 4))


def told(action):
    return [(each.kind, each.status, each.sentence) for each in action.updates.order_by("pk")]


def test_an_answer_is_noted_in_the_name_of_the_structure_and_not_of_who_chased(
    link, action, agency
):
    response = answer(action, status="doing", sentence="Deux séances tenues", file=pdf())
    assert (response.status_code, response["Location"]) == (302, AT)
    update = action.updates.get()
    assert (update.kind, update.status, update.sentence) == (
        "report",
        "doing",
        "Deux séances tenues",
    )
    assert (update.by, update.agency, update.link, update.file_name) == (
        None,
        agency,
        link,
        "rapport.pdf",
    )
    link.refresh_from_db()
    assert link.last_used_at == NOW
    entry = JournalEntry.objects.get(kind="link")
    assert (entry.actor, entry.action) == (None, "lien utilisé\u00a0: réponse sur 1 point d’action")


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_the_page_changes_nothing_however_often(link, action, method):
    before = (list(PersonalLink.objects.values()), JournalEntry.objects.count())
    for _ in range(3):
        assert getattr(Client(), method)(AT).status_code == 200
    assert (list(PersonalLink.objects.values()), JournalEntry.objects.count()) == before
    assert told(action) == []


def test_the_page_is_kept_nowhere_and_tells_nobody_where_one_comes_from(link):
    page = Client().get(AT)
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]


def test_the_page_shows_what_was_asked_and_nothing_else(
    link, action, group, secretary, agency, partner
):
    other, pam = make_action(group, secretary, agency, text="Autre action"), make_agency("PAM")
    action.report(Said(secretary, NOW, pam, sentence="Le PAM dit"))
    action.report(Said(partner, NOW, agency, sentence="L’OIM dit"))
    text = Client().get(AT).content.decode()
    assert ("Former les points focaux" in text, "L’OIM dit" in text) == (True, True)
    found = [words for words in (other.text, "Le PAM dit", "focal@example.org") if words in text]
    assert found == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three(
    group, secretary, reviewer, agency, clock, django_assert_num_queries, count
):
    made = [make_action(group, secretary, agency) for _ in range(count)]
    for each in made:
        each.report(Said(secretary, NOW, agency, sentence="Commencé"))
    asked(agency, reviewer, *made)
    with django_assert_num_queries(6):
        assert len(Client().get(AT).context["answers"].forms) == count


def test_fait_is_declared_by_the_structure_that_leads(link, action):
    answer(action, status="declared", sentence="Rapport remis")
    assert told(action) == [("declared", "declared", "Rapport remis")]
    action.refresh_from_db()
    assert (action.status, action.declared_on) == ("declared", date(2022, 6, 15))
    assert "la suite se lit par ce même lien." in Client().get(AT).content.decode()


def test_one_that_only_has_a_part_speaks_of_that_part(action, agency, group, secretary, reviewer):
    pam = make_agency("PAM")
    shared = make_action(group, secretary, agency, pam)
    asked(pam, reviewer, shared)
    assert [name for name in sending() if name.endswith(("status", "part"))] == [
        f"p{shared.pk}-part"
    ]
    answer(shared, status="declared", part="done")
    update = shared.updates.get()
    assert (update.kind, update.status, update.part) == ("report", "todo", "done")


def test_waiting_wants_its_reason_and_the_rest_is_stored(link, action, agency, group, secretary):
    other = make_action(group, secretary, agency)
    link.asked.create(action=other)
    data = sending() | {
        f"p{action.pk}-status": "waiting",
        f"p{action.pk}-sentence": "Rien encore",
        f"p{other.pk}-sentence": "Fini à moitié",
    }
    page = Client().post(AT, data)
    assert page.status_code == 422
    (wrong,) = page.context["refused"]
    assert (list(wrong.errors), wrong["sentence"].value()) == (["reason"], "Rien encore")
    assert (told(action), told(other)) == ([], [("report", "todo", "Fini à moitié")])
    text = page.content.decode()
    assert ("Rien encore" in text, text.count("1 réponse enregistrée")) == (True, 1)
    again = Page(AT, page.content).sendings[-1].data | {f"p{action.pk}-reason": "Le financement"}
    assert Client().post(AT, again).status_code == 302
    assert [len(told(each)) for each in (action, other)] == [1, 1]


@pytest.mark.parametrize("file", [pdf("virus.exe"), pdf("gros.pdf", 10 * 1024 * 1024 + 4)])
def test_a_file_that_is_not_taken_is_refused_at_its_field(link, action, file):
    page = answer(action, sentence="Voici", file=file)
    assert (page.status_code, told(action)) == (422, [])
    (wrong,) = page.context["refused"]
    assert (list(wrong.errors), wrong["sentence"].value()) == (["file"], "Voici")


def test_a_body_beyond_what_a_link_takes_is_not_read(link, action):
    page = answer(action, sentence="Voici", file=pdf("gros.pdf", 22 * 1024 * 1024))
    assert (page.status_code, told(action)) == (413, [])


def test_nothing_typed_is_said_so(link, action):
    page = Client().post(AT, sending(), follow=True).content.decode()
    assert "Écrivez au moins une réponse" in page
    assert (told(action), JournalEntry.objects.filter(kind="link").count()) == ([], 0)


def test_the_same_answer_sent_again_counts_once(link, action):
    data = sending() | {f"p{action.pk}-status": "doing", f"p{action.pk}-sentence": "Deux séances"}
    assert [Client().post(AT, data).status_code for _ in range(3)] == [302] * 3
    assert told(action) == [("report", "doing", "Deux séances")]


def test_who_answers_what_has_changed_reads_it_first_and_loses_no_word(link, action, secretary):
    data = sending() | {f"p{action.pk}-sentence": "Deux séances"}
    action.report(Said(secretary, NOW, sentence="Autre chose"), "doing")
    page = Client().post(AT, data)
    assert (page.status_code, len(told(action))) == (422, 1)
    assert "Quelqu’un a changé ce point d’action" in page.content.decode()
    again = Page(AT, page.content).sendings[-1].data
    assert [text.strip() for text in again[f"p{action.pk}-sentence"]] == ["Deux séances"]
    assert Client().post(AT, again).status_code == 302
    assert told(action)[-1] == ("report", "doing", "Deux séances")


def test_answered_after_the_closing_is_said_in_words(link, action, secretary):
    data = sending() | {f"p{action.pk}-sentence": "Trop tard"}
    action.close(Said(secretary, NOW))
    page = Client().post(AT, data)
    assert (page.status_code, len(told(action))) == (422, 1)
    text = page.content.decode().replace("\u00a0", " ")
    assert ("Trop tard" in text, "Ce point d’action a été clos entre-temps" in text) == (True, True)


def test_ids_of_other_actions_change_nothing(link, action, group, other_group, secretary, agency):
    foreign = [make_action(group, secretary, agency), make_action(other_group, secretary)]
    data = sending() | {f"p{each.pk}-sentence": "Piraté" for each in foreign}
    data |= {f"p{each.pk}-status": "declared" for each in foreign}
    data |= {f"p{each.pk}-version": each.version for each in foreign}
    Client().post(AT, data)
    Client().post(AT, sending() | {"retirer": foreign[0].pk})
    assert [told(each) for each in foreign] == [[], []]


def test_what_is_another_s_meanwhile_is_not_answered(link, action, reviewer, agency):
    action.responsibles.update(agency=make_agency("PAM"))
    assert Client().get(AT).context["answers"].forms == []


def gone(at=AT, post=None):
    page = Client().get(at) if post is None else Client().post(at, post)
    text = re.sub(r'value="[^"]{64}"', "", page.content.decode())
    return page.status_code, "Ce lien ne s’ouvre plus" in text, text


@pytest.mark.parametrize("how", ["expired", "revoked", "switched off", "guessed", "of another"])
def test_a_link_that_opens_nothing_says_the_same_whatever_the_reason(
    link, action, agency, reviewer, how
):
    data = sending() | {f"p{action.pk}-sentence": "Deux séances"}
    at = AT.replace("jeton", "jetom") if how == "guessed" else AT
    if how == "expired":
        PersonalLink.objects.update(expires_at=NOW)
    elif how == "revoked":
        links.revoke(link, reviewer, NOW)
    elif how == "switched off":
        agency.answers_by_link = False
        agency.save()
    elif how == "of another":
        at = AT.replace("jeton", link.token_sha256[:43])
    assert gone(at) == gone(AT.replace("jeton", "nul"))
    status, is_said, text = gone(at, data)
    assert (status, is_said, "Deux séances" in text) == (404, True, True)
    assert told(action) == []


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_is_answered(link, action, method):
    assert getattr(Client(), method)(AT).status_code == 405
    assert told(action) == []


def test_a_form_from_elsewhere_is_refused_and_one_without_an_origin_is_not(link, action):
    client = Client(enforce_csrf_checks=True)
    data = sending(client) | {f"p{action.pk}-sentence": "Deux séances"}
    elsewhere = client.post(AT, data, headers={"origin": "https://evil.example"})
    forged = Client(enforce_csrf_checks=True).post(AT, data, headers={"origin": "null"})
    assert (elsewhere.status_code, forged.status_code, told(action)) == (403, 403, [])
    assert client.post(AT, data, headers={"origin": "null"}).status_code == 302
    assert told(action) == [("report", "todo", "Deux séances")]


def test_a_link_takes_so_many_posts_in_an_hour(link, action, settings):
    settings.CACHES = settings.CACHES | COUNTING
    answers = [Client().post(AT, {}).status_code for _ in range(31)]
    assert answers == [302] * 30 + [429]


def test_a_network_tries_so_many_addresses_in_a_minute(clock, db, settings):
    settings.CACHES = settings.CACHES | COUNTING
    answers = [gone(AT.replace("jeton", f"j{n}"))[0] for n in range(31)]
    assert answers == [404] * 30 + [429]


def test_a_link_does_not_fill_the_disk(link, action, monkeypatch):
    for number in range(21):
        answer(action, sentence=f"Séance {number}")
    assert len(told(action)) == 20


def test_what_came_in_is_to_be_seen_by_the_secretary_once(
    link, action, agency, client_of, secretary, other_secretary, partner
):
    answer(action, sentence="Deux séances", file=pdf())
    update = action.updates.get()
    client = client_of(secretary)
    home = client.get("/")
    assert [each.pk for each in home.context["answers"]] == [update.pk]
    assert "par lien, au nom de OIM" in home.content.decode()
    page = client.get(action.get_absolute_url()).content.decode()
    assert ("reçu par lien, à voir" in page, "par lien, au nom de OIM" in page) == (True, True)
    at = f"/actions/{action.pk}/reponses/{update.pk}/vue/"
    assert [client_of(who).post(at).status_code for who in (other_secretary, partner)] == [404, 404]
    assert client.post(at, {"retour": "accueil"})["Location"] == "/"
    client.post(at)
    assert [(each.update, each.by) for each in AnswerSeen.objects.all()] == [(update, secretary)]
    assert list(client.get("/").context["answers"]) == []


def test_what_the_group_acts_on_has_been_seen(link, action, secretary):
    answer(action, status="declared")
    assert ActionUpdate.objects.to_see().count() == 1
    action.refresh_from_db()
    action.refuse(Said(secretary, NOW, reason="Pièce illisible"))
    assert ActionUpdate.objects.to_see().count() == 0


def test_only_what_came_by_a_link_is_noted_as_seen(action, secretary, client_of, partner, agency):
    action.report(Said(partner, NOW, agency, sentence="Commencé"))
    at = f"/actions/{action.pk}/reponses/{action.updates.get().pk}/vue/"
    assert client_of(secretary).post(at).status_code == 404


def test_fait_is_taken_back_by_the_same_link_for_an_hour(link, action, freeze, agency, reviewer):
    asked(agency, reviewer, action, token="autre")
    answer(action, status="doing", sentence="Commencé")
    answer(action, status="declared")
    assert "retirer" not in sending(at=AT.replace("jeton", "autre"))
    Client().post(AT.replace("jeton", "autre"), {"retirer": action.pk})
    assert told(action)[-1][0] == "declared"
    freeze(NOW + timedelta(minutes=59))
    Client().post(AT, {"retirer": action.pk})
    action.refresh_from_db()
    assert (action.status, action.declared_on) == ("doing", None)
    assert [kind for kind, _, _ in told(action)] == ["report", "declared", "retracted"]


def test_the_mail_s_link_leads_to_the_answer(group, secretary, reviewer, agency, client_of, clock):
    """From the review to the review: chased, answered by who has no account, seen there."""
    mute = make_agency("DRECM-R", territory=group.territory, email="drecmr@example.org")
    action, client = make_action(group, secretary, mute), client_of(reviewer)
    ticked = {"action": action.pk, "retour": "etat=tout", "do": "chase"}
    page = client.post("/actions/relancer/", ticked)
    (send,) = [s for s in Page("/actions/relancer/", page.content).sendings if s.key == "do=send"]
    client.post("/actions/relancer/", send.data)
    (at,) = re.findall(r"(/actions/repondre/[\w-]+/)", Mail.objects.get().body)
    assert answer(action, at=at, status="doing", sentence="Deux séances tenues").status_code == 302
    review = client.get("/actions/?etat=tout").content.decode()
    assert "Deux séances tenues" in review


class TestAtOnce:
    pytestmark = needs_server

    def test_of_two_answers_at_once_none_is_lost_silently(self, link, action):
        data = sending()
        said = [data | {f"p{action.pk}-sentence": f"Réponse {n}"} for n in range(2)]
        clients = [Client() for _ in said]
        answers = at_once(
            *(lambda c=c, d=d: c.post(AT, d) for c, d in zip(clients, said, strict=True))
        )
        assert sorted(each.status_code for each in answers) == [302, 422]
        assert len(told(action)) == 1

    def test_one_answer_sent_twice_at_once_counts_once(self, link, action):
        data = sending() | {f"p{action.pk}-sentence": "Deux séances"}
        answers = at_once(*(lambda c=c: c.post(AT, data) for c in [Client(), Client(), Client()]))
        assert [each.status_code for each in answers] == [302] * 3
        assert len(told(action)) == 1

    def test_fait_is_verified_or_taken_back_never_both(self, link, action, secretary):
        answer(action, status="declared")
        row = ActionItem.objects.get(pk=action.pk)
        outcomes = at_once(
            lambda: Client().post(AT, {"retirer": action.pk}),
            lambda: tried(lambda: row.close(Said(secretary, NOW))),
        )
        assert outcomes[0].status_code == 302
        kinds = [kind for kind, _, _ in told(action)]
        action.refresh_from_db()
        assert (kinds, action.status) in (
            (["declared", "closed"], "done"),
            (["declared", "retracted"], "todo"),
        )


def tried(act):
    try:
        act()
    except Exception as refusal:
        return refusal
