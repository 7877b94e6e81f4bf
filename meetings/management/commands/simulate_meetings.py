"""Eighteen months of made-up meetings, so that the demonstration's board has something to show.

The same ones at each run, each entered once; their days are counted back from that of the first
run. Their minutes say that they are simulated, and what they say of the actions too.
"""

from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actions.known import KnownAction
from actions.models import ActionItem
from gtm import notices
from gtm.demo import DOMAIN
from gtm.models import Agency, Member, Membership, User, WorkingGroup, directory
from gtm.names import fold
from meetings.life import publishing, verbs
from meetings.management.commands.load_demo import form_of, uid_of
from meetings.models import KnownMeeting, Meeting, Publication
from meetings.text import document as doc
from meetings.writing import carryover, store

MARK = "(démonstration)"
OPENING = "RÉUNION SIMULÉE pour la démonstration : rien de ce compte rendu n’a eu lieu."
# Days before the first run, by group; what became of the meeting: minutes published after so many
# days, None for a draft that nobody submitted, a text for one that was not held.
CALENDAR = {
    "GTM/Niamey": ((530, 12), (440, 9), (350, 15), (255, 8), (160, 21), (70, 10)),
    "GTM/Agadez": ((500, 30), (410, 45), (300, "Inondation de la salle."), (210, 38), (120, None)),
    "GTM/Tahoua": ((520, 20), (390, 25), (260, 60)),
    "GTM/Zinder": ((510, 14), (420, 18), (330, 11), (240, 16), (150, 12), (40, None)),
}
AHEAD = 21  # days until the meeting that is planned in the groups that meet
PRESENT = ("OIM", "HCR", "PAM", "CRN", "OXFAM", "KARKARA", "DREC-MR", "DST")
GONE, GONE_AFTER = ("PAM", "CRN"), 2  # who no longer comes, after how many meetings
POINTS = (
    (
        "Situation des retours",
        "Les arrivées par Assamaka restent nombreuses ; l’accueil tient avec peine.",
        "Les partenaires se relaient au centre de transit.",
        "Les chiffres des uns et des autres diffèrent.",
        ("Mettre en commun les chiffres des arrivées", "OIM", 60),
        ("Équiper le centre de transit en points d’eau", "HCR/OIM", 120),
    ),
    (
        "Protection des enfants en mobilité",
        "Huit cas ont été orientés vers les services sociaux depuis la dernière réunion.",
        "Le circuit d’orientation est connu de tous.",
        "Les familles d’accueil manquent.",
        ("Former quinze points focaux au circuit d’orientation", "OXFAM", 90),
        ("Recenser les familles d’accueil", "Partenaires", 150),
    ),
    (
        "Collecte des données",
        "La fiche de collecte est remplie dans trois départements sur cinq.",
        "La fiche est la même pour tous.",
        "Les fiches arrivent en retard.",
        ("Envoyer la fiche du trimestre", "DREC-MR/OIM", 30),
        ("Organiser une mission conjointe de vérification", "Etat et partenaires", 200),
    ),
)
# What a meeting says of the actions of earlier simulated ones, by turns.
SAID = (
    ("done", f"Fait et vérifié {MARK}."),
    ("doing", f"Les travaux avancent {MARK}."),
    ("", ""),
    ("done", f"Achevé, rapport remis {MARK}."),
    ("waiting", ""),
    ("", ""),
    ("doing", f"Première étape franchie {MARK}."),
)


class Command(BaseCommand):
    help = "Simule dix-huit mois de réunions dans la démonstration (DEMO=1), une seule fois."

    @notices.silence()
    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("La démonstration demande DEMO=1.")
        today = timezone.localdate()
        reviewer = User.objects.get(email=f"spccm{DOMAIN}")
        plans = sorted(
            (-days, name, number, fate)
            for name, meetings in CALENDAR.items()
            for number, (days, fate) in enumerate([*meetings, (-AHEAD, "planned")])
        )
        entered = sum(
            self.enter(name, number, fate, today + timedelta(days=days), reviewer)
            for days, name, number, fate in plans
        )
        for name, meetings in CALENDAR.items():
            first = max(days for days, _ in meetings)
            group = WorkingGroup.objects.get(name=name)
            convene_members(group, today - timedelta(days=first))
        self.stdout.write(f"Réunions simulées : {entered} entrée(s).")

    def enter(self, name, number, fate, day, reviewer):
        """Create a meeting and take it as far as its fate says; False if it is there already."""
        group = WorkingGroup.objects.get(name=name)
        secretary = Membership.objects.get(
            group=group, role="secretary", user__email__endswith=DOMAIN
        ).user
        path = f"simulation/{name}/{number}"
        state = {"planned": "planned"}.get(fate, "cancelled" if isinstance(fate, str) else "draft")
        meeting = Meeting(
            pk=uid_of(path),
            group=group,
            date=day,
            place="Salle de réunion du gouvernorat",
            state=state,
            not_held_reason=fate if state == "cancelled" else "",
        )
        if Meeting.objects.filter(pk=meeting.pk).exists():
            return False
        noon = timezone.make_aware(datetime.combine(day, time(12)))
        with known_as_of(min(noon, timezone.now())):
            text = agenda_of if fate == "planned" else text_of
            meeting = store.create(meeting, secretary, text(path, number, day))
        if isinstance(fate, int):
            follow_up(meeting)
            with known_as_of(noon):
                verbs.submit(meeting, secretary, day)
            at = timezone.make_aware(datetime.combine(day + timedelta(days=fate), time(11)))
            with known_as_of(at):
                version = publishing.publish(meeting, reviewer, day)
            Publication.objects.filter(pk=version.pk).update(published_at=at)
        return True


@contextmanager
def known_as_of(at):
    """What is done meanwhile was known at that instant: the board's past has it so."""
    since = timezone.now()
    yield
    for known in (KnownMeeting, KnownAction):
        known.backdate(since, at)


def text_of(path, number, day):
    """The map of a simulated meeting: two of the points by turns, who was there."""
    points = [POINTS[(number + shift) % len(POINTS)] for shift in range(2)]
    present = [who for who in PRESENT if who not in GONE or number < GONE_AFTER]
    fields = {"kind": "ordinary", "date": f"{day:%d/%m/%Y}", "start": "9h30", "end": "12h15"}
    fields |= {"place": "Salle de réunion du gouvernorat", "opening": OPENING}
    return form_of(
        path,
        {
            "fields": fields | {"followup_said_only": "1"},
            "attendance": present,
            "points": [
                {
                    "title": title,
                    "discussion": discussion,
                    "strengths": [strength],
                    "weaknesses": [weakness],
                    "actions": [
                        {
                            "text": text,
                            "responsible": responsible,
                            "deadline": f"{day + timedelta(days=days):%d/%m/%Y}",
                        }
                        for text, responsible, days in actions
                    ],
                }
                for title, discussion, strength, weakness, *actions in points
            ],
        },
    )


def agenda_of(path, number, day):
    """The map of a planned one: when, where, what about."""
    text = text_of(path, number, day)
    return doc.announced(text) | {"end": text["end"]}


def convene_members(group, since):
    """The structures of the attendance, as members of the group; said once."""
    if group.members.exists():
        return
    known = directory(
        Agency.objects.named_in(group.local_territory).select_related("territory", "parent")
    )
    agencies = dict.fromkeys(known[fold(name)] for name in PRESENT if fold(name) in known)
    Member.objects.bulk_create(
        Member(group=group, agency=agency, since=since) for agency in agencies
    )


def follow_up(meeting):
    """Adopt the former minutes, and say something of what earlier simulated ones left open."""
    tree = doc.tree(carryover.completed_text(meeting))
    document = dict(meeting.document)
    document["adoptions"] = [row["uid"] for row in tree["adoptions"]]
    document |= {f"{row['key']}/decision": "adopted" for row in tree["adoptions"]}
    simulated = ActionItem.objects.filter(agenda_point__meeting__document__opening=OPENING)
    known = {str(uid) for uid in simulated.values_list("uid", flat=True)}
    rows = [row for row in tree["followups"] if row["uid"] in known]
    for place, row in enumerate(rows):
        status, said = SAID[place % len(SAID)]
        if status:
            document.setdefault("followups", []).append(row["uid"])
            document[f"{row['key']}/status"] = status
            name = "reason" if status == "waiting" else "said"
            document[f"{row['key']}/{name}"] = said or f"Le financement est attendu {MARK}."
    ended = doc.ended(document, "followups")
    Meeting.objects.filter(pk=meeting.pk).update(document=document, ended=ended)
    meeting.document = document
