"""Pages and queries that were slow, by their shape: bounded, and without what was asked for."""

from django.db import models


class Slow(models.Model):
    """One row a shape; written by `gtm/watching/slow.py`, which keeps no more than so many."""

    class Kind(models.TextChoices):
        PAGE = "page", "page"
        QUERY = "query", "requête"

    digest = models.CharField("empreinte", max_length=64, unique=True)
    kind = models.CharField("sorte", max_length=5, choices=Kind)
    shape = models.CharField("forme", max_length=1000)  # a route, or SQL without its values
    page = models.CharField("page", max_length=200, blank=True)  # of a query: the last one's
    times = models.PositiveIntegerField("fois", default=0)
    worst = models.PositiveIntegerField("au pire (ms)", default=0)
    seen_at = models.DateTimeField("vue le")

    class Meta:
        verbose_name = "lenteur"
        ordering = ["-worst", "pk"]
        indexes = [models.Index(fields=["seen_at"], name="slow_seen")]

    def __str__(self):
        return self.shape[:80]
