"""Days on which nobody works: those that no rule foretells."""

from datetime import timedelta

from django.db import models

from gtm import holidays, rhythms

REACH = timedelta(days=400)  # the longest interval, a year, and what a day is put off


class HolidayQuerySet(models.QuerySet):
    def named(self, first, last):
        """{day: name} of all public holidays of two days and between, fixed and entered."""
        entered = self.filter(day__range=(first, last)).values_list("day", "name")
        return holidays.fixed(first, last) | dict(entered)

    def proposed(self, first, last):
        """{day: name} of those that are foretold and not entered yet."""
        entered = set(self.filter(day__range=(first, last)).values_list("day", flat=True))
        foretold = holidays.proposed(first, last)
        return {day: name for day, name in foretold.items() if day not in entered}


class Holiday(models.Model):
    """A public holiday that is announced (Tabaski, Mouloud, a day of mourning…)."""

    day = models.DateField(
        "jour", unique=True, error_messages={"unique": "Ce jour est déjà noté comme férié."}
    )
    name = models.CharField("fête", max_length=100)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = "jour férié"
        verbose_name_plural = "jours fériés"
        ordering = ["day"]

    def __str__(self):
        return f"{self.name} {self.day:%d/%m/%Y}"


def usual_dates(group, after, count):
    """The next `count` days of a group's rhythm after a day; none where it has no rhythm."""
    rule = group.rhythm
    if rule is None:
        return []
    until = after + REACH * (count + 1)
    days = Holiday.objects.named(after - REACH, until)
    return rhythms.next_dates(rule, after, lambda day: holidays.is_off(day, days), count)
