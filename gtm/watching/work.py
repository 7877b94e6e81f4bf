"""The work that timers do: mails, reminders, nights' tidying, backups and their proof."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from gtm.models import Mail, TaskRun
from gtm.typography import counted, long_instant
from gtm.watching.lights import Check, Light

SLOW, STUCK = timedelta(minutes=15), timedelta(hours=1)  # a mail that nobody has tried


@dataclass(frozen=True)
class Timer:
    """A command, and how long after its last good end it is late."""

    name: str
    title: str
    late: timedelta
    todo: str = "Son message ci-dessus dit pourquoi ; le journal du serveur en dit plus."
    is_vital: bool = False  # never done is as bad as late


RESTORE = "Lancez « manage.py restore_drill » et lisez ce qu’elle dit : "
RESTORE += "sans restauration vérifiée, une sauvegarde n’est qu’un espoir."
NO_TARGET = "Réglez BACKUP_TARGET et BACKUP_PASSPHRASE : deploy/backup.md dit comment."
TIMERS = [
    Timer("send_mail", "Envoi des courriels", timedelta(minutes=15)),
    Timer("send_reminders", "Rappels", timedelta(hours=3)),
    Timer("remind_convened", "Relances des convocations", timedelta(hours=3)),
    Timer("watch", "Surveillance", timedelta(minutes=30)),
    Timer("tidy", "Rangement de nuit", timedelta(hours=50)),
    Timer("clearsessions", "Sessions finies", timedelta(hours=50)),
    Timer(
        "verify_publications",
        "Vérification des documents publiés",
        timedelta(hours=50),
        "Lancez « manage.py verify_publications » : elle nomme ce qui est altéré ou manque ; "
        "avec --mend, elle refait ce qui peut l’être. Le reste se reprend d’une sauvegarde.",
    ),
    Timer(
        "backup",
        "Sauvegarde",
        timedelta(hours=36),
        "Lancez « manage.py backup » et lisez ce qu’elle dit : place, droits ou adresse de la "
        "destination.",
        is_vital=True,
    ),
    Timer("restore_drill", "Restauration vérifiée", timedelta(days=35), RESTORE, is_vital=True),
]


def mails(now):
    """Those that wait untried are nobody's fault but ours; the others, of who does not answer."""
    waiting = Mail.objects.waiting()
    tried = waiting.filter(failures__gt=0).count()
    oldest = waiting.filter(failures=0).order_by("pk").values_list("created_at", flat=True).first()
    count = waiting.count()
    age = now - oldest if oldest else timedelta(0)
    light = Light.BAD if age > STUCK else Light.WARN if age > SLOW else Light.GOOD
    told = f"{counted(count, 'courriel')} en attente."
    if oldest and light != Light.GOOD:
        told = f"{counted(count, 'courriel')} en attente, le plus ancien depuis le "
        told += f"{long_instant(oldest)}."
    if tried:
        told += f" Dont {counted(tried, 'refusé')}, à réessayer."
    todo = ""
    if light != Light.GOOD:
        todo = (
            "Vérifiez que « manage.py send_mail » tourne et que le serveur de courriels "
            "(EMAIL_URL) répond : la page « Courriels » montre sa réponse."
        )
    figures = {"mails_waiting": count, "mails_oldest_seconds": max(age.total_seconds(), 0)}
    return Check("courriels", "Courriels en attente", light, told, todo, figures=figures)


def timers(now):
    """One check for each, of one query."""
    runs = {each.name: each for each in TaskRun.objects.all()}
    return [timer_told(timer, runs.get(timer.name), now) for timer in TIMERS]


def timer_told(timer, run, now):
    light, told, todo = _state(timer, run, now)
    return Check(f"tache:{timer.name}", timer.title, light, told, todo)


def _state(timer, run, now):
    if timer.is_vital and not settings.BACKUP_TARGET:
        return Light.BAD, "Rien n’est sauvegardé : BACKUP_TARGET n’est pas réglée.", NO_TARGET
    if run is not None and run.is_good is False:
        when = long_instant(run.failed_at)
        return Light.BAD, f"A échoué le {when} : {run.told or 'sans message'}", timer.todo
    if run is None or run.good_at is None:
        light = Light.BAD if timer.is_vital else Light.WARN
        return light, "N’a encore jamais réussi ici.", _to_begin(timer)
    told = f"Dernière réussite le {long_instant(run.good_at)}."
    if now - run.good_at > timer.late:
        return Light.BAD, f"En retard. {told}", _to_begin(timer)
    return Light.GOOD, told, ""


def _to_begin(timer):
    return (
        f"Vérifiez que « manage.py run_tasks » tourne, puis lancez "
        f"« manage.py {timer.name} » à la main pour voir ce qu’elle dit."
    )
