"""Tables whose rows are added and read: they would prove nothing if they could be rewritten."""

from django.db import models


class AppendedQuerySet(models.QuerySet):
    def _refuse(self, *args, **kwargs):
        raise TypeError(f"Rows of {self.model.__name__} are appended, never changed.")

    update = delete = bulk_update = update_or_create = _refuse


class Appended(models.Model):
    """A mistake is corrected by the next row."""

    objects = AppendedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs):
        if not self._state.adding:
            self._refuse()
        # Else a row that names the number of another would take its place.
        super().save(**kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        self._refuse()

    def _refuse(self):
        raise TypeError(f"Rows of {type(self).__name__} are appended, never changed.")
