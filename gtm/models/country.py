"""The settings of the country: one row, and the ministry's name from a day on."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

RESPONSIBLE_HEADING = "Personne/Agence Responsable"
MOST_NEWS_DAYS = 366
NEWS_DAYS_WANTED = "Écrivez un nombre de jours de 1 à 366."
MOST_GRACE_DAYS = 60
GRACE_DAYS_WANTED = "Écrivez un nombre de jours de 0 à 60."
FEWEST_MAIL_DAYS, MOST_MAIL_DAYS = 7, 3_650
MAIL_DAYS_WANTED = "Écrivez un nombre de jours de 7 à 3 650."
NEWS_DAYS = [MinValueValidator(1), MaxValueValidator(MOST_NEWS_DAYS)]


def own_news_days():
    """The column of a structure or a group that does not owe news as often as the country asks."""
    return models.PositiveSmallIntegerField(
        "nouvelles dues tous les (jours)",
        null=True,
        blank=True,
        validators=NEWS_DAYS,
        help_text="Laissez vide pour suivre le réglage du pays.",
    )


class Country(models.Model):
    """The settings of the country: one row, made by the migration."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    news_days = models.PositiveSmallIntegerField(
        "nouvelles dues tous les (jours)",
        default=31,
        validators=NEWS_DAYS,
        help_text="Au-delà, un point d’action ouvert est « sans nouvelle ». Une structure ou un "
        "groupe peut avoir le sien.",
    )
    grace_days = models.PositiveSmallIntegerField(
        "jours de grâce",
        default=0,
        validators=[MaxValueValidator(MOST_GRACE_DAYS)],
        help_text="Jours après l’échéance pendant lesquels un point d’action n’est pas encore en "
        "retard. Un changement vaut dès aujourd’hui : les chiffres d’avant ne changent pas.",
    )
    # [[last day, days]] of what was given before, the oldest first.
    grace_before = models.JSONField(default=list, editable=False)
    mail_days = models.PositiveSmallIntegerField(
        "texte des courriels gardé (jours)",
        default=180,
        validators=[MinValueValidator(FEWEST_MAIL_DAYS), MaxValueValidator(MOST_MAIL_DAYS)],
        help_text="Au-delà, le texte d’un courriel parti s’efface : il nomme des personnes. À qui "
        "et quand, cela reste.",
    )
    responsible_heading = models.CharField(
        "en-tête de la colonne des responsables",
        max_length=80,
        default=RESPONSIBLE_HEADING,
        help_text="Proposé aux groupes qui se créent.",
    )
    signature = models.TextField(
        "signature du SP/CCM",
        blank=True,
        max_length=500,
        help_text="Nom et fonction, une ligne chacun, sous les rapports du secrétariat.",
    )

    class Meta:
        verbose_name = "réglages du pays"
        verbose_name_plural = "réglages du pays"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="country_is_one",
                violation_error_message="Les réglages du pays n’existent qu’une fois.",
            ),
            models.CheckConstraint(
                condition=Q(news_days__range=(1, MOST_NEWS_DAYS)),
                name="country_news_days_in_a_year",
                violation_error_message=NEWS_DAYS_WANTED,
            ),
            models.CheckConstraint(
                condition=Q(grace_days__range=(0, MOST_GRACE_DAYS)),
                name="country_grace_days_in_two_months",
                violation_error_message=GRACE_DAYS_WANTED,
            ),
            models.CheckConstraint(
                condition=Q(mail_days__range=(FEWEST_MAIL_DAYS, MOST_MAIL_DAYS)),
                name="country_mail_days_in_ten_years",
                violation_error_message=MAIL_DAYS_WANTED,
            ),
        ]

    def __str__(self):
        return "Niger"

    @classmethod
    def current(cls):
        """Read once by each caller; the defaults where no row was made yet."""
        return cls.objects.first() or cls()

    def give_grace(self, days, today):
        """From today on; on the days before, what was given then."""
        yesterday = (today - timedelta(days=1)).isoformat()
        if days != self.grace_days and yesterday not in dict(self.grace_before):
            self.grace_before = [*self.grace_before, [yesterday, self.grace_days]]
        self.grace_days = days

    @classmethod
    def graces(cls):
        """[`Grace`] of all days, the oldest first; read once in a request, however often asked."""
        if getattr(_held, "graces", None) is not None:
            return _held.graces
        now, before = cls.objects.values_list("grace_days", "grace_before").first() or (0, [])
        days = [*(days for _, days in before), now]
        lasts = [*(date.fromisoformat(last) for last, _ in before), date.max]
        firsts = [date.min, *(last + timedelta(days=1) for last in lasts[:-1])]
        graces = [Grace(*each) for each in zip(firsts, lasts, map(timedelta, days), strict=True)]
        if hasattr(_held, "graces"):
            _held.graces = graces
        return graces


@dataclass(frozen=True)
class Grace:
    """The time that is given after a deadline, from one day to another, both included."""

    first: date
    last: date
    time: timedelta


# Each page counts lateness many times, and a setting of another process must be seen by the next.
_held = Local()


def _hold(**kwargs):
    _held.graces = None


def _release(**kwargs):
    if hasattr(_held, "graces"):
        del _held.graces


@contextmanager
def settings_held():
    """What a request has, for a command: settings are read once, however long it lasts."""
    _hold()
    try:
        yield
    finally:
        _release()


request_started.connect(_hold)
request_finished.connect(_release)


class MinistryQuerySet(models.QuerySet):
    def on(self, day):
        """The one whose name stands on a document of that day, or None."""
        return self.filter(since__lte=day).order_by("-since").first()


class Ministry(models.Model):
    """The ministry and its lines, as the head of documents names them from a day on.

    Ministries change their names: what was printed before keeps the one of its day.
    """

    since = models.DateField(
        "à compter du",
        unique=True,
        error_messages={"unique": "Un autre nom vaut déjà à compter de ce jour."},
    )
    name = models.CharField("ministère", max_length=200)
    lines = models.TextField("lignes suivantes (secrétariat, direction…)", blank=True)

    objects = MinistryQuerySet.as_manager()

    class Meta:
        verbose_name = "nom du ministère"
        verbose_name_plural = "noms du ministère"
        ordering = ["-since"]

    def __str__(self):
        return self.name
