"""A version that everybody may read: shown before, found, cached, verified, taken back."""

import gzip

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gtm.models import JournalEntry
from gtm.refusals import NotNow
from meetings.life import publishing, verbs
from meetings.life.publishing import path_of
from meetings.models import Photo, PublicVersion, SearchEntry
from meetings.sharing import public
from meetings.text import document as doc
from tests import pdfua
from tests.at_once import at_once, needs_server
from tests.factories import make_document, make_meeting, publish, with_rows
from tests.gtm.reading import errors_of, text_of
from tests.meetings.living import again, type_in
from tests.meetings.sending import jpeg
from tests.meetings.test_verification import ADDRESS as VERIFY
from tests.meetings.test_verification import overwrite, verified
from tests.pdftext import text_of as pdf_text

LIST = reverse("meetings:public_list")
PAGE = "/public/gtm-zinder-2021-11-30/"
PDF = f"{PAGE}compte-rendu.pdf"
NAME = "Ali Moussa"


@pytest.fixture
def version(group, secretary, reviewer):
    """Minutes in which a name stands in the attendance and in a discussion."""
    document = make_document(closing=f"M. {NAME} lève la séance, dit Idrissa.")
    document, _ = with_rows(document, "attendance", {"wording": f"{NAME}, maire", "phone": "9611"})
    return publish(make_meeting(group, secretary, document=document), reviewer)


@pytest.fixture
def made(version, reviewer):
    return public.make_public(version, [NAME], reviewer, timezone.now())


def publicise(version):
    return reverse("meetings:version_publicise", args=[version.meeting_id, version.version])


def take_back(version):
    return reverse("meetings:public_take_back", args=[version.meeting_id])


def correct(version, secretary, reviewer):
    verbs.correct(again(version.meeting), reviewer, "Le lieu")
    type_in(version.meeting, secretary, place="Magaria")
    meeting = again(version.meeting)
    verbs.submit(meeting, secretary, meeting.date, "Le lieu")
    return publishing.publish(meeting, reviewer, meeting.date)


@pytest.mark.django_db
class TestMaking:
    def test_what_will_be_public_is_shown_before(self, version, reviewer, client_of):
        page = client_of(reviewer).get(publicise(version))
        paper = text_of(page).partition("Laissé de côté")[0].replace("\xa0", " ")
        assert (NAME in paper, "- maire" in paper or "maire" in paper) == (False, True)
        assert "[…] lève la séance, dit Idrissa." in paper
        assert page.context["form"].ticked == [NAME]

    def test_it_is_public_as_it_was_shown(self, version, reviewer, client_of):
        client = client_of(reviewer)
        seen = client.get(publicise(version)).context["seen"]
        form = {"seen": seen, "passage": NAME, "confirm": "1"}
        answer = client.post(publicise(version), form)
        [made] = PublicVersion.objects.all()
        assert (answer["Location"], doc.sha256(made.document), made.left_out) == (
            version.meeting.get_absolute_url(),
            seen,
            [NAME],
        )
        assert (made.made_by, made.ended_at, made.get_absolute_url()) == (reviewer, None, PAGE)
        [entry] = JournalEntry.objects.filter(action="rendu public")
        assert (entry.actor, entry.object_label) == (reviewer, f"{version.meeting}, version 1")

    def test_other_choices_than_those_shown_are_shown_first(self, version, reviewer, client_of):
        client = client_of(reviewer)
        seen = client.get(publicise(version)).context["seen"]
        form = {"seen": seen, "passage": NAME, "more": "Idrissa", "confirm": "1"}
        page = client.post(publicise(version), form)
        assert (page.status_code, list(errors_of(page))) == (422, ["__all__"])
        assert "[…] lève la séance, dit […]." in text_of(page)
        assert PublicVersion.objects.count() == 0
        client.post(publicise(version), form | {"seen": page.context["seen"]})
        assert PublicVersion.objects.get().left_out == [NAME, "Idrissa"]

    def test_a_look_again_makes_nothing_public(self, version, reviewer, client_of):
        page = client_of(reviewer).post(publicise(version), {"preview": "1"})
        assert (page.status_code, PublicVersion.objects.count()) == (200, 0)
        assert f"M. {NAME} lève la séance" in text_of(page).replace("\xa0", " ")

    def test_a_passage_that_is_not_in_the_text_is_told_and_nothing_typed_lost(
        self, version, reviewer, client_of
    ):
        form = {"passage": NAME, "more": "Idrissa\nZara", "confirm": "1"}
        page = client_of(reviewer).post(publicise(version), form)
        assert (page.status_code, list(errors_of(page))) == (422, ["more"])
        assert (
            "Introuvable dans le texte" in text_of(page),
            "Idrissa\nZara" in page.content.decode(),
        ) == (
            True,
            True,
        )

    def test_more_passages_than_anybody_types_are_refused(self, version, reviewer, client_of):
        page = client_of(reviewer).post(publicise(version), {"more": "Idrissa\n" * 201})
        assert list(errors_of(page)) == ["more"]

    def test_only_spccm_does_it(
        self, version, made, secretary, deputy, administrator, partner, outsider, client_of
    ):
        for person in (secretary, deputy, administrator, partner, outsider):
            client = client_of(person)
            told = [client.get(publicise(version)).status_code]
            told += [client.post(publicise(version), {"confirm": "1"}).status_code]
            told += [client.post(take_back(version)).status_code]
            assert told == [404, 404, 404]
        assert PublicVersion.objects.get().ended_at is None

    def test_only_the_last_version_becomes_public(self, version, secretary, reviewer, client_of):
        correct(version, secretary, reviewer)
        page = client_of(reviewer).get(publicise(version))
        assert 'name="confirm"' not in page.content.decode()
        with pytest.raises(NotNow):
            public.make_public(version, [], reviewer, timezone.now())

    def test_the_next_version_takes_its_place_at_the_same_address(
        self, version, made, secretary, reviewer
    ):
        newer = correct(version, secretary, reviewer)
        page = text_of(Client().get(PAGE))
        assert ("remplacée par la version 2" in page, "Magaria" in page) == (True, False)
        public.make_public(newer, [NAME], reviewer, timezone.now())
        page = text_of(Client().get(PAGE))
        assert ("remplacée par la version 2" in page, "Magaria" in page) == (False, True)
        ended = PublicVersion.objects.values_list("publication__version", "ended_at", "slug")
        assert [(number, at is None, slug) for number, at, slug in ended] == [
            (2, True, made.slug),
            (1, False, made.slug),
        ]

    def test_what_a_correction_changes_meanwhile_is_not_seen(
        self, version, made, secretary, reviewer
    ):
        verbs.correct(again(version.meeting), reviewer, "Le lieu")
        type_in(
            version.meeting, secretary, place="Magaria", date="12/12/2021", kind="extraordinary"
        )
        seen = " ".join(text_of(Client().get(path)) for path in (LIST, PAGE)).replace("\xa0", " ")
        wrong = [each for each in ("Magaria", "12 décembre", "extraordinaire") if each in seen]
        assert (wrong, seen.count("30 novembre 2021") > 1) == ([], True)

    def test_two_meetings_of_a_day_have_two_addresses(self, made, group, secretary, reviewer):
        other = publish(make_meeting(group, secretary), reviewer)
        assert public.make_public(other, [], reviewer, timezone.now()).slug == f"{made.slug}-2"

    def test_the_page_of_the_meeting_says_that_it_is_public(
        self, version, made, partner, reviewer, client_of
    ):
        address = version.meeting.get_absolute_url()
        told = {
            person.name: (PAGE in page, take_back(version) in page)
            for person in (partner, reviewer)
            for page in [client_of(person).get(address).content.decode()]
        }
        assert told == {"Paul": (True, False), "Rakia": (True, True)}


@pytest.mark.django_db
class TestReading:
    def test_everybody_reads_it_without_names(self, made):
        page = Client().get(PAGE)
        assert (page.status_code, NAME in page.content.decode()) == (200, False)
        assert "[…] lève la séance, dit Idrissa." in text_of(page)
        pdf = b"".join(Client().get(PDF).streaming_content)
        text = " ".join(pdf_text(pdf).split())
        assert ("lève la séance" in text, "Moussa" in text, "9611" in text) == (True, False, False)
        assert text.count("Version publique de la version 1") == 2

    def test_its_pdf_is_accessible_and_made_again_byte_for_byte(self, made):
        content = b"".join(Client().get(PDF).streaming_content)
        assert pdfua.problems(content) == []
        assert public.made_again(made) == {made.sha256: content}

    def test_any_cache_may_keep_it_whoever_asks(self, made, partner, client_of):
        for path in (LIST, PAGE, PDF, "/robots.txt", "/sitemap.xml"):
            anonymous, member = Client().get(path), client_of(partner).get(path)
            for answer in (anonymous, member):
                assert (answer["Cache-Control"], answer.cookies.output()) == (
                    "public, max-age=300",
                    "",
                )
                assert "Cookie" not in answer.get("Vary", "")
            assert b"".join(anonymous) == b"".join(member)
            headers = {"if-none-match": anonymous["ETag"]}
            again = Client().get(path, headers=headers)
            assert (again.status_code, again["Cache-Control"]) == (304, "public, max-age=300")

    def test_a_page_weighs_less_than_20_kb_with_its_styles(self, made):
        answer = Client().get(PAGE, headers={"accept-encoding": "gzip"})
        weight = len(answer.content) + 5_000  # of Bootstrap: measured
        own = [f"static/css/{name}.css" for name in ("base", "lists", "paper")]
        for name in own:
            with open(name, "rb") as file:  # noqa: PTH123
                weight += len(gzip.compress(file.read()))
        assert weight < 20_000

    def test_search_engines_read_public_pages_alone(self, made, settings):
        settings.SITE_URL = "https://gtm.example.ne"
        robots = Client().get("/robots.txt").content.decode()
        assert robots == (
            "User-agent: *\nAllow: /public/\nAllow: /static/\nDisallow: /\n"
            "Sitemap: https://gtm.example.ne/sitemap.xml\n"
        )
        sitemap = Client().get("/sitemap.xml").content.decode()
        assert sitemap.count("<loc>") == 2
        assert f"<loc>https://gtm.example.ne{PAGE}</loc>" in sitemap
        told = {
            path: '<meta name="robots" content="index">' in Client().get(path).content.decode()
            for path in (LIST, PAGE, f"{LIST}?mots=x", VERIFY, "/connexion/")
        }
        assert told == {
            LIST: True,
            PAGE: True,
            f"{LIST}?mots=x": False,
            VERIFY: False,
            "/connexion/": False,
        }
        page = Client().get(PAGE).content.decode()
        assert f'<link rel="canonical" href="https://gtm.example.ne{PAGE}">' in page
        assert 'itemtype="https://schema.org/Report"' in page

    def test_the_archive_is_searched_by_word_group_and_year(
        self, made, other_group, other_secretary, reviewer
    ):
        elsewhere = publish(make_meeting(other_group, other_secretary), reviewer)
        public.make_public(elsewhere, [], reviewer, timezone.now())

        def found(**asked):
            page = Client().get(LIST, asked).context["page"]
            return [str(each.publication.meeting.group) for each in page]

        assert sorted(found()) == ["GTM/Agadez", "GTM/Zinder"]
        assert found(mots="LEVE seance") == ["GTM/Zinder"]
        assert found(mots="Moussa") == []
        assert found(groupe="gtm-agadez") == ["GTM/Agadez"]
        assert found(annee="1999", groupe="\0", mots="") == found()
        assert "Aucun compte rendu ne correspond" in text_of(Client().get(LIST, {"mots": "zzz"}))

    def test_an_empty_archive_says_so(self):
        assert "Aucun compte rendu n’est encore public." in text_of(Client().get(LIST))

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_archive_asks_as_often_for_one_as_for_three(
        self, group, secretary, reviewer, count, django_assert_num_queries
    ):
        for _ in range(count):
            published = publish(make_meeting(group, secretary), reviewer)
            public.make_public(published, [], reviewer, timezone.now())
        with django_assert_num_queries(4):
            assert len(Client().get(LIST).context["page"]) == count

    def test_only_photos_with_consent_are_seen(self, group, secretary, reviewer):
        meeting = make_meeting(group, secretary)
        shown, hidden = (
            Photo.objects.create(
                meeting=meeting, name="p.jpg", size=1, uploaded_by=secretary, width=400, height=300,
                file=ContentFile(jpeg(), "p.jpg"),
            )
            for _ in range(2)
        )  # fmt: skip
        fields = {"photos": [str(shown.pk), str(hidden.pk)], f"photos/{shown.pk}/consent": "1"}
        agreed = {f"photos/{hidden.pk}/consent": "1"}  # published so, found to be wrong since
        type_in(meeting, secretary, **fields, **agreed)
        version = publish(meeting, reviewer)
        version.document.pop(*agreed)
        public.make_public(version, [], reviewer, timezone.now())
        page = Client().get(PAGE).content.decode()
        told = {each: f"{PAGE}photos/{each.pk}/" in page for each in (shown, hidden)}
        assert told == {shown: True, hidden: False}
        answers = [Client().get(f"{PAGE}photos/{each.pk}/") for each in (shown, hidden)]
        assert [each.status_code for each in answers] == [200, 404]
        assert answers[0]["Content-Type"] == "image/jpeg"


@pytest.mark.django_db
class TestTakingBack:
    def test_it_is_gone_at_once_and_says_so(self, version, made, reviewer, client_of):
        client_of(reviewer).post(take_back(version))
        for path in (PAGE, PDF, f"{PAGE}photos/{made.meeting_id}/"):
            answer = Client().get(path)
            assert (answer.status_code, answer["Cache-Control"]) == (410, "no-cache")
        assert "n’est plus public" in text_of(Client().get(PAGE))
        assert PAGE not in Client().get("/sitemap.xml").content.decode()
        assert list(Client().get(LIST).context["page"]) == []
        [entry] = JournalEntry.objects.filter(action="version publique retirée")
        assert entry.actor == reviewer

    def test_it_is_taken_back_once(self, version, made, reviewer, client_of):
        client = client_of(reviewer)
        assert [client.post(take_back(version)).status_code for _ in range(2)] == [302, 404]
        with pytest.raises(NotNow):
            public.take_back(made, reviewer, timezone.now())

    def test_it_becomes_public_again_at_the_same_address(self, version, made, reviewer):
        public.take_back(made, reviewer, timezone.now())
        public.make_public(version, [], reviewer, timezone.now())
        assert NAME in text_of(Client().get(PAGE)).replace("\xa0", " ")

    def test_an_address_that_never_was_is_unknown(self, db):
        assert [
            Client().get(path).status_code for path in ("/public/x/", "/public/x/compte-rendu.pdf")
        ] == [
            404,
            404,
        ]


@pytest.mark.django_db
class TestVerifying:
    def test_its_pdf_is_known_to_everybody(self, version, made, reviewer):
        def told():
            return text_of(Client().post(VERIFY, {"sha256": made.sha256}))

        assert "Authentique, version publique de la version 1" in told()
        assert "GTM/Zinder, réunion du 30 novembre 2021" in told().replace("\xa0", " ")
        public.take_back(made, reviewer, timezone.now())
        assert ("n’est plus publique" in told(), "Zinder" in told()) == (True, False)

    def test_what_was_altered_or_lost_is_named_and_mended(self, version, made):
        whole = "2 version(s) vérifiée(s), aucune n’est altérée.\n"
        assert verified() == (0, whole)
        overwrite(made.sha256, None)
        told = (
            f"GTM/Zinder, réunion du 30/11/2021 ({version.meeting_id}), version 1, version publique"
        )
        path = path_of(made.sha256)
        assert verified() == (1, f"{told}\xa0: PDF public manquant ({path})\n")
        assert verified(mend=True) == (0, "2 version(s) vérifiée(s), 1 document(s) refait(s).\n")
        assert default_storage.exists(path)
        PublicVersion.objects.update(document=make_document())
        assert verified() == (1, f"{told}\xa0: texte public altéré (base de données)\n")


class TestAtOnce:
    pytestmark = needs_server

    def test_two_make_it_public_once(self, version, reviewer):
        def make():
            try:
                return public.make_public(version, [], reviewer, timezone.now()) and "made"
            except NotNow:
                return "refused"

        at_once(make, make)
        assert PublicVersion.objects.current().count() == 1


@pytest.mark.django_db
class TestSearching:
    def test_by_families_of_words_with_the_sentence_found(self, made, client):
        page = client.get(LIST, {"mots": "lever la seance"})
        assert [version.pk for version, _ in page.context["listed"]] == [made.pk]
        assert "<mark>lève</mark>" in page.content.decode()

    def test_never_by_what_was_left_out(self, made, client):
        assert client.get(LIST, {"mots": "Moussa"}).context["listed"] == []

    def test_nor_once_it_is_taken_back(self, made, reviewer, client):
        public.take_back(made, reviewer, timezone.now())
        assert client.get(LIST, {"mots": "séance"}).context["listed"] == []
        assert SearchEntry.objects.filter(is_public=True).count() == 0

    def test_members_find_it_once(self, made, secretary, client_of):
        page = client_of(secretary).get("/recherche/?mots=séance")
        assert len(page.context["hits"]) == 1

    def test_the_index_is_made_again_with_what_is_public(self, made, client):
        SearchEntry.objects.all().delete()
        call_command("rebuild_search", verbosity=0)
        assert len(client.get(LIST, {"mots": "séance"}).context["listed"]) == 1
        assert SearchEntry.objects.count() == 2
