"""When a group usually meets, as columns of its row."""

from django.db import models

from gtm import rhythms
from gtm.typography import MONTHS, WEEKDAYS


class Rhythmic(models.Model):
    """What `gtm/rhythms.py` reckons with; without a rank, nothing is said of it."""

    meets_every = models.PositiveSmallIntegerField(
        "fréquence", choices=rhythms.INTERVALS, default=1
    )
    meets_from = models.PositiveSmallIntegerField(
        "à partir du mois de", choices=list(enumerate(MONTHS, 1)), default=1
    )
    meets_rank = models.SmallIntegerField("rang du jour", null=True, blank=True)
    meets_weekday = models.PositiveSmallIntegerField(
        "jour de la semaine", choices=list(enumerate(WEEKDAYS)), null=True, blank=True
    )
    meets_shift = models.CharField(
        "si ce jour est chômé", max_length=8, choices=rhythms.SHIFTS, default="next"
    )

    class Meta:
        abstract = True

    @property
    def rhythm(self):
        """The `Rhythm`, or None."""
        if self.meets_rank is None:
            return None
        return rhythms.Rhythm(
            rank=self.meets_rank,
            weekday=self.meets_weekday,
            every=self.meets_every,
            first_month=self.meets_from,
            shift=self.meets_shift,
        )

    @property
    def rhythm_told(self):
        """« dernier jeudi du mois, sinon le jour ouvré suivant », or nothing."""
        return rhythms.told(self.rhythm) if self.rhythm else ""
