"""What was removed for good, so that no backup of before brings it back."""

from django.db import models

from gtm.models.appended import Appended


class Removal(Appended):
    """One row, some fields of one, or one file: never what stood there."""

    at = models.DateTimeField("le")
    model = models.CharField("table", max_length=60, blank=True)  # none: a file of the store
    key = models.CharField("clé", max_length=200)
    fields = models.JSONField("champs vidés", default=list, blank=True)  # none: the whole row

    class Meta:
        verbose_name = "effacement"
        ordering = ["at", "pk"]
        base_manager_name = "objects"

    def __str__(self):
        return f"{self.model or 'fichier'} {self.key}"

    @classmethod
    def note(cls, now, *removed):
        """In the transaction that removes them: rows, and files by their names."""
        files = [cls(at=now, key=each) for each in removed if isinstance(each, str)]
        rows = [
            cls(at=now, model=each._meta.label_lower, key=each.pk)
            for each in removed
            if not isinstance(each, str)
        ]
        cls.objects.bulk_create(rows + files)
