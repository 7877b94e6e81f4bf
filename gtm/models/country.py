"""The settings of the country: one row, and the ministry's name from a day on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

RESPONSIBLE_HEADING = "Personne/Agence Responsable"
MOST_NEWS_DAYS = 366
NEWS_DAYS_WANTED = "Écrivez un nombre de jours de 1 à 366."
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
        ]

    def __str__(self):
        return "Niger"

    @classmethod
    def current(cls):
        """Read once by each caller; the defaults where no row was made yet."""
        return cls.objects.first() or cls()


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
