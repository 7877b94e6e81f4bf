"""Every page of the application, as each person sees it, on a phone and on a wide screen."""

from datetime import UTC, date, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions import deadlines
from actions.follow_up import Said
from actions.models import ActionItem
from gtm import journal
from gtm.models import Membership, Territory
from meetings.life import correction_requests, publishing, removal, verbs
from meetings.models import Meeting, Revision
from meetings.writing import store
from tests.browser.axe import NO_PRELOAD
from tests.browser.layout import ON_PAPER, SPACED
from tests.factories import (
    hand_in,
    make_agency,
    make_document,
    make_invitation,
    make_meeting,
    make_membership,
    make_observation,
    make_reader,
    make_user,
    publish,
    with_actions,
    with_rows,
)

# Each width with one of the two sets of colours: both are looked at, at no cost. 320 px are 1280
# at 400 %; the phones of Zinder have 360.
SCREENS = ((320, "dark"), (1280, "light"))
PHONE = 360
EVERYBODY = ("/", "/reunions/", "/reunions/?mots=introuvable", "/reunions/?annee=2021")
NOBODY = (
    *("/connexion/", "/compte/mot-de-passe/oublie/", "/compte/mot-de-passe/oublie/envoye/"),
    *("/verifier/", "/relecture/read/", "/relecture/returned/"),  # the second one is over
    *("/invitation/perdue/", "/hors-ligne/"),
)
OWN = (
    *("/compte/", "/compte/nom/", "/compte/mot-de-passe/", "/compte/adresse/", "/compte/sessions/"),
    *("/compte/verification/", "/compte/adresse/a/confirmer/"),
)


def long_document():
    """20 points with forces, weaknesses and three actions each; 60 persons."""
    persons = [{"wording": f"Structure {number}"} for number in range(59)]
    document, _ = with_rows(make_document(), "attendance", *persons)
    for number in range(19):
        document, _ = with_rows(document, "points", {"title": f"Point {number}"})
    for uid in document["points"]:
        document[f"points/{uid}/discussion"] = "Un paragraphe.\n- un\n- deux\nA\tB\n1\t2"
        for section in ("strengths", "weaknesses"):
            document, _ = with_rows(document, f"points/{uid}/{section}", {"text": "Entente"})
        action = {"text": "Former", "responsible": "OIM/PAM", "deadline": "bientôt"}
        document, _ = with_rows(document, f"points/{uid}/actions", *[action] * 3)
    return document


def reviewing(former, day):
    """The text of a later meeting: minutes adopted, an action followed up, an older one typed."""
    (uid,) = former.document[f"points/{former.document['points'][0]}/actions"]
    document = make_document(date=f"{day}/12/2021", followups=[uid])
    document |= {f"followups/{uid}/status": "waiting", f"followups/{uid}/said": "Vu"}
    document |= {"adoptions": [str(former.pk)], f"adoptions/{former.pk}/decision": "amended"}
    amendment = {"text": "Lire douze", "point": "1- Divers", "author": "OIM"}
    document, _ = with_rows(document, f"adoptions/{former.pk}/amendments", amendment)
    older = {"meeting_date": "15/06/2019", "decision": "reserved"}
    document, (uid,) = with_rows(document, "former_adoptions", older)
    document, _ = with_rows(document, f"former_adoptions/{uid}/amendments", amendment)
    typed = {"text": "Ancien", "meeting_date": "15/06/2019", "deadline": "2019"}
    return with_rows(document, "former_actions", typed)[0]


@pytest.fixture
def meetings(group, secretary, reviewer, agency):
    """Meetings in each state, by name; some of them long, empty, parked."""
    text, _ = with_actions(make_document(), {"text": "Former", "responsible": "OIM"})
    made = {
        "published": make_meeting(group, secretary, document=text),
        "long": make_meeting(group, secretary, document=long_document()),
        "empty": make_meeting(group, secretary, document={"date": "30/11/2021"}),
        "draft": make_meeting(group, secretary, document=text | {"end": "9h"}),
    }
    publish(made["published"], reviewer)
    _follow_up(ActionItem.objects.get(), secretary, agency)
    for state in ("planned", "cancelled", "submitted"):
        reason = "pluie" if state == "cancelled" else ""
        made[state] = make_meeting(
            group, secretary, state=state, on=date(2021, 12, 1), not_held_reason=reason
        )
    for name, day in (("followed", 15), ("following", 16)):
        text = reviewing(made["published"], day)
        made[name] = make_meeting(group, secretary, on=date(2021, 12, day), document=text)
    publish(made["followed"], reviewer)
    parked = Revision(meeting=made["draft"], author=secretary, base_version=1, waits=True)
    parked.document = made["draft"].document | {"place": "Ailleurs", "start": "11h"}
    parked.save()
    lives(made, group, secretary, reviewer)
    removal.remove(make_meeting(group, secretary), secretary, "Créée deux fois", timezone.now())
    for name in ("published", "corrected"):
        again = Meeting.objects.get(pk=made[name].pk)
        asked = correction_requests.ask(again, secretary, "Le lieu\n" * 3)
    correction_requests.decline(asked, reviewer, "C’est ce qui fut dit", timezone.now())
    there = made["draft"].document | {"place": "Plus loin"}
    store.save(made["draft"], reviewer, there, 1, store.new_op_id())
    return made


def lives(made, group, secretary, reviewer):
    """Minutes that came back, that are read, that were corrected."""
    text, _ = with_actions(make_document(), {"text": "Former", "responsible": "OIM"})
    point = f"points/{text['points'][0]}"
    for name in ("returned", "read", "corrected", "reopened"):
        made[name] = make_meeting(group, secretary, document=text)
    for name in ("returned", "read"):
        reader = make_reader(hand_in(made[name]), token=name)
        for key in (point, "attendance", "general"):
            make_observation(reader, key, "Il manque le HCR\n" * 3)
    comments = [(point, "1- Divers", "Trop court"), ("attendance", "Présence", "Et le HCR ?")]
    again = Meeting.objects.get(pk=made["returned"].pk)
    verbs.send_back(again, reviewer, "À reprendre", comments)
    for name in ("corrected", "reopened"):
        publish(made[name], reviewer)
    verbs.correct(Meeting.objects.get(pk=made["reopened"].pk), reviewer, "x")
    again = Meeting.objects.get(pk=made["corrected"].pk)
    verbs.correct(again, reviewer, "Le lieu")
    changed = again.document | {"place": "Magaria", "end": "12h"}
    store.save(again, secretary, changed, again.version, store.new_op_id())
    publishing.publish(hand_in(again, "Le lieu est Magaria."), reviewer, date(2022, 1, 12))


def _follow_up(action, by, agency):
    at = datetime(2022, 1, 1, tzinfo=UTC)
    file = SimpleUploadedFile("liste.pdf", b"x")
    action.report(Said(by, at, sentence="Commencé.", reason="Fonds", agency=agency), part="waiting")
    action.designate(Said(by, at), agency)
    action.reschedule(Said(by, at), deadlines.parse("mars 2022", at.date()))
    action.declare_done(Said(by, at, file=file))
    action.refuse(Said(by, at, reason="Rien de tel."))


def of_meetings(meetings, *pages):
    """Addresses from "name state state …"."""
    found = []
    for page in pages:
        name, *states = page.split()
        found += [reverse(f"meetings:{name}", args=[meetings[state].pk]) for state in states]
    return found


READ = "meeting_detail published followed planned cancelled"
REVIEW = (
    *("/actions/", "/actions/?etat=ouvert&par=structure", "/actions/?etat=tout&par=region"),
    "/actions/?mots=introuvable&du=hier",
)


def of_actions():
    """The review, and the page of an action with news of every kind."""
    return [*REVIEW, *(action.get_absolute_url() for action in ActionItem.objects.all()[:1])]


def of_directory(group, agency):
    return [
        *("/structures/", "/groupes/", "/territoires/", *OWN, "/groupes/9999/"),
        reverse("gtm:agency_detail", args=[agency.pk]),
        reverse("gtm:group_detail", args=[group.pk]),
    ]


def of_secretary(meetings, group, agency):
    draft, submitted = meetings["draft"], meetings["submitted"]
    parked, first = (draft.revisions.get(version=version) for version in (None, 1))
    return [
        *EVERYBODY,
        *of_actions(),
        *of_meetings(
            meetings,
            "meeting_detail draft submitted long",
            "meeting_lecture draft long published followed",
            "meeting_edit following empty draft long planned",
            "meeting_history draft",
            "meeting_submit draft empty",
            "meeting_cancel planned",
            "meeting_remove planned",
            "correction_ask followed",
            "meeting_detail published corrected",
            "photo_add draft",
            "file_add draft",
            "meeting_detail read returned reopened",
            "meeting_edit returned",
            "meeting_submit reopened",
            "correction_abandon reopened",
            "reader_list read submitted",
        ),
        reverse("meetings:group_handover", args=[group.pk]),
        "/reunions/retirees/",
        reverse("meetings:meeting_create"),
        reverse("meetings:meeting_create") + f"?depuis={meetings['published'].pk}",
        reverse("meetings:meeting_conflict", args=[draft.pk, parked.pk]),
        reverse("meetings:revision_detail", args=[draft.pk, first.pk]),
        reverse("meetings:revision_restore", args=[draft.pk, first.pk]),
        reverse("meetings:revision_compare", args=[draft.pk]) + f"?de={first.pk}&a={parked.pk}",
        reverse("meetings:meeting_history", args=[draft.pk]) + f"?de={parked.pk}",
        reverse("meetings:meeting_edit", args=[submitted.pk]),  # 403: it is no longer written
    ]


def of_board(group):
    turnout = reverse("meetings:board_turnout", args=[group.pk])
    return ["/tableau-de-bord/", "/tableau-de-bord/?periode=a2021", turnout]


def of_partner(meetings, group, agency):
    corrected = meetings["corrected"].pk
    return [
        *EVERYBODY,
        *of_actions(),
        *of_board(group),
        *of_directory(group, agency),
        *of_meetings(meetings, READ, "meeting_detail corrected"),
        *(reverse("meetings:version_detail", args=[corrected, version]) for version in (1, 2)),
        reverse("meetings:extract_form", args=[corrected]),
        reverse("meetings:extract_pdf", args=[corrected]),  # asked for no point: its form
        *("/donnees/", "/api/", "/compte/jetons/"),
    ]


def of_reviewer(meetings, group, agency):
    asked = meetings["published"].correction_requests.get()
    return [
        reverse("meetings:correction_decline", args=[asked.meeting_id, asked.pk]),
        "/reunions/retirees/",
        *("/telechargements/", "/public/"),
        *(
            reverse(f"meetings:{name}", args=[meetings["corrected"].pk, 1])
            for name in ("publication_share", "version_publicise", "version_verify")
        ),
        *EVERYBODY,
        *of_actions(),
        *of_board(group),
        *("/tableau-de-bord/constats/", "/actions/rappels/", "/compte/agenda/"),
        reverse("actions:reminder_detail", args=["structure", agency.pk]),
        *of_directory(group, agency),
        *of_meetings(
            meetings,
            READ,
            "meeting_detail submitted read corrected",
            "meeting_history submitted",
            "meeting_return read",
            "correction_open corrected",
        ),
        reverse("meetings:group_handover", args=[group.pk]),
        reverse("gtm:agency_create"),
        reverse("gtm:agency_edit", args=[agency.pk]),
        reverse("gtm:territory_edit", args=[Territory.objects.first().pk]),
    ]


def of_people():
    """Lists, an account with roles and one without, forms, an invitation as it is opened."""
    user = Membership.objects.filter(role="partner").first().user
    membership = user.memberships.first()
    by = make_membership(make_user("Ali"), "administrator").user
    _, token = make_invitation(by, role="reviewer")
    make_invitation(user, role="partner", agency=membership.agency)
    for action in ("désactivation", "création"):
        journal.record_changes(user, timezone.now(), membership, {}, action)
    closed = make_user("Un très long nom de personne", is_active=False)
    return [
        *("/comptes/", "/comptes/?q=introuvable", "/comptes/?role=partner&state=active"),
        *("/comptes/inviter/", "/comptes/invitations/", "/journal/", "/journal/?kind=role"),
        *(f"/comptes/{account.pk}/" for account in (user, closed)),
        f"/comptes/{user.pk}/roles/ajouter/",
        f"/comptes/{user.pk}/roles/{membership.pk}/terminer/",
        f"/invitation/{token}/",
    ]


def of_newcomer(*_):
    by = make_membership(make_user("Ali"), "administrator").user
    new = make_invitation(by, role="deputy")[1]
    known = make_invitation(by, role="deputy", email=by.email)[1]
    return [f"/invitation/{token}/" for token in (new, known)]


def of_administrator(meetings, group, agency):
    return [
        *("/", "/groupes/", *of_people()),
        reverse("gtm:group_create"),
        reverse("gtm:group_edit", args=[group.pk]),
        reverse("gtm:group_detail", args=[group.pk]),
    ]


PAGES = {
    "anonymous": lambda *_: [*NOBODY, *of_newcomer()],
    "secretary": of_secretary,
    "partner": of_partner,
    "reviewer": of_reviewer,
    "administrator": of_administrator,
}


class Visitor:
    """A person's browser, and what is wrong with each page that she opens."""

    def __init__(self, chromium, address, user, width, colours):
        self.context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme=colours,
            locale="fr-FR",
            service_workers="block",
        )
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": address}
            self.context.add_cookies([cookie])
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: line.type == "error" and self.errors.append(line.text))

    def problems(self, path):
        self.errors.clear()
        status = self.page.goto(path).status
        refused = [line for line in self.errors if f"status of {status}" in line]
        found = [line for line in self.errors if line not in refused or status == 200]
        found += self._sizes()
        found += [f"spaced: {line}" for line in self.page.evaluate(SPACED)]
        self.page.emulate_media(media="print")
        found += [f"printed: {line}" for line in self.page.evaluate(ON_PAPER)]
        self.page.emulate_media(media="screen")
        for violation in Axe().run(self.page, options=NO_PRELOAD).response["violations"]:
            nodes = [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
            found.append(f"{violation['id']}: {', '.join(nodes)}")
        return found

    def _sizes(self):
        wide, room, titles = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth,"
            " document.querySelectorAll('h1').length]"
        )
        if wide > room:
            yield f"{wide} px wide for {room}"
        if titles != 1:
            yield f"{titles} h1"


@pytest.mark.parametrize("person", PAGES)
def test_every_page_is_sound(
    request, chromium, live_server, meetings, group, agency, administrator, partner, person
):
    """axe finds nothing, nothing scrolls sideways, there is one h1 and no error in the console."""
    make_agency("PAM", parent=agency, territory=group.territory, aliases="WFP")
    user = None if person == "anonymous" else request.getfixturevalue(person)
    found = {}
    for width, colours in SCREENS:
        visitor = Visitor(chromium, live_server.url, user, width, colours)
        for path in PAGES[person](meetings, group, agency):
            problems = visitor.problems(path)
            if problems:
                found[f"{width} px {path}"] = problems
        visitor.context.close()
    assert found == {}
