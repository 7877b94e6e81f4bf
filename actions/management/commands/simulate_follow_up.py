"""Eighteen months of follow-up on the demonstration's actions, the same ones at each run.

Every sentence says that it is a demonstration. An action that has news is left as it is.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actions import deadlines
from actions.follow_up import RUNNING, Said, Status
from actions.frameworks import FrameworkItem
from actions.known import KnownAction
from actions.models import ActionItem
from gtm import notices
from gtm.demo import DOMAIN
from gtm.models import Agency, User

MARK = " (démonstration)"
# What happens to an action, by turns: days after its meeting, what, and what is said.
STORIES = (
    (
        (30, "report", "Les termes de référence sont écrits."),
        (75, "declare", "Formation tenue, liste de présence jointe au dossier."),
        (100, "close", "Vérifié."),
    ),
    (
        (45, "wait", "Le financement est attendu."),
        (130, "reschedule", "Reporté d’un semestre."),
        (220, "report", "Le bailleur a donné son accord."),
    ),
    (
        (20, "designate", ""),
        (60, "report", "Une première mission est faite."),
        (150, "declare", "Le rapport est remis."),
    ),
    ((90, "chase", "Point d’étape demandé."),),
    (
        (40, "report", "Réunion préparatoire tenue."),
        (300, "give_up", "Le projet qui la portait est terminé."),
    ),
)


class Command(BaseCommand):
    help = "Simule dix-huit mois de suivi des points d’action de la démonstration (DEMO=1)."

    @notices.silence()
    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("La démonstration demande DEMO=1.")
        users = {user.email: user for user in User.objects.filter(email__endswith=DOMAIN)}
        axes = list(FrameworkItem.objects.filter(framework__is_main=True, parent=None))
        agency = Agency.objects.get(acronym="OIM", territory=None)
        entered = ActionItem.objects.filter(
            agenda_point__meeting__created_by__email__endswith=DOMAIN, updates=None
        )
        told = 0
        for place, pk in enumerate(
            entered.order_by("decided_on", "pk").values_list("pk", flat=True)
        ):
            axis = axes[place % len(axes)] if axes and place % 4 else None
            _tell(pk, STORIES[place % len(STORIES)], users, agency, axis)
            told += 1
        self.stdout.write(f"Suivi simulé : {told} point(s) d’action.")


def _tell(pk, story, users, agency, axis):
    action = ActionItem.objects.select_related("group", "agenda_point__meeting").get(pk=pk)
    secretary, reviewer = action.agenda_point.meeting.created_by, users[f"spccm{DOMAIN}"]
    for days, what, sentence in story:
        day = action.decided_on + timedelta(days=days)
        at = datetime.combine(day, time(10), timezone.get_current_timezone())
        if at > timezone.now():
            break  # a meeting of a few weeks ago
        by = reviewer if what in ("designate", "chase", "close", "give_up") else secretary
        if action.status in (*RUNNING, Status.DECLARED):
            since, born = timezone.now(), action.known.order_by("pk").last().known_at
            STEPS[what](action, Said(by, at, sentence=sentence and sentence + MARK), agency)
            KnownAction.backdate(since, max(at, born))
    if axis:
        action.classify(Said(reviewer, min(at, timezone.now())), axis)


def _wait(action, said, agency):
    said = Said(said.by, said.at, reason=said.sentence)
    action.report(said, Status.WAITING)


def _reschedule(action, said, agency):
    day = timezone.localdate(said.at) + timedelta(days=180)
    action.reschedule(said, deadlines.parse(f"{day:%d/%m/%Y}", timezone.localdate(said.at)))


STEPS = {
    "report": lambda action, said, agency: action.report(said, Status.DOING),
    "wait": _wait,
    "reschedule": _reschedule,
    "designate": lambda action, said, agency: action.designate(said, agency),
    "declare": lambda action, said, agency: action.declare_done(said),
    "close": lambda action, said, agency: action.close(said),
    "give_up": lambda action, said, agency: action.close(
        Said(said.by, said.at, reason=said.sentence), Status.NOT_DONE
    ),
    "chase": lambda action, said, agency: action.note_chase(said),
}
