"""How the last run of each task went: what the status page shows of timers."""

from django.db import models


class TaskRunQuerySet(models.QuerySet):
    def claim(self, name, since, now):
        """Whether a task that has not begun at `since` or later is ours to begin.

        Of several processes, on one server or on two, one is told so.
        """
        if self.filter(name=name, began_at__lt=since).update(began_at=now):
            return True
        return self.get_or_create(name=name, defaults={"began_at": now})[1]


class TaskRun(models.Model):
    """One row a command, written by `gtm/management/recorded.py`: nothing to thin.

    It names nobody and quotes no text: counts, sizes and days.
    """

    name = models.CharField("commande", max_length=60, unique=True)
    began_at = models.DateTimeField("commencée le")
    # Of the last run that has ended; of one that was killed, the row keeps `began_at` alone.
    ended_at = models.DateTimeField("finie le", null=True)
    is_good = models.BooleanField("réussie", null=True)
    seconds = models.FloatField("durée (secondes)", null=True)
    told = models.CharField("résultat", max_length=500, blank=True)
    good_at = models.DateTimeField("réussie le", null=True)
    failed_at = models.DateTimeField("échouée le", null=True)
    figures = models.JSONField("chiffres", default=dict)  # of the last good run

    STAYS = "what ran where"  # not copied into another database

    objects = TaskRunQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def is_running(self):
        """Or was killed: nobody has told the end."""
        return self.ended_at is None or self.ended_at < self.began_at
