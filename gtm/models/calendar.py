"""Days on which nobody works: those that no rule foretells."""

from django.db import models


class Holiday(models.Model):
    """A public holiday that is announced (Tabaski, Mouloud, a day of mourning…)."""

    day = models.DateField(
        "jour", unique=True, error_messages={"unique": "Ce jour est déjà noté comme férié."}
    )
    name = models.CharField("fête", max_length=100)

    class Meta:
        verbose_name = "jour férié"
        verbose_name_plural = "jours fériés"
        ordering = ["day"]

    def __str__(self):
        return f"{self.name} {self.day:%d/%m/%Y}"
