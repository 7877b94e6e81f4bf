"""Give rows what the next migration asks of them: days of what is closed or declared, places."""

from django.db import migrations
from django.db.models import Count, F
from django.utils import timezone

ENDS = ("done", "not_done", "cancelled")


def day_of(action, statuses):
    """The day of the last update that brought one of these statuses, else the last known one."""
    update = action.updates.filter(status__in=statuses).exclude(status_before__in=statuses)
    at = update.order_by("-pk").values_list("at", flat=True).first() or action.last_news_at
    return timezone.localtime(at).date() if at else action.decided_on


def mend_days(apps, schema_editor):
    actions = apps.get_model("actions", "ActionItem").objects
    for column, statuses in (("closed_on", ENDS), ("declared_on", ("declared",))):
        for action in actions.filter(**{column: None, "status__in": statuses}):
            actions.filter(pk=action.pk).update(**{column: day_of(action, statuses)})


def mend_places(apps, schema_editor):
    """Of two responsibles at one place the one written first stays before the other."""
    responsibles = apps.get_model("actions", "ActionResponsible").objects
    twice = responsibles.values("action", "position").annotate(rows=Count("pk")).filter(rows__gt=1)
    for action in {row["action"] for row in twice}:
        for place, each in enumerate(responsibles.filter(action=action).order_by("position", "pk")):
            responsibles.filter(pk=each.pk).update(position=place)


def mend_years(apps, schema_editor):
    axes = apps.get_model("actions", "StrategicAxis").objects
    for axis in axes.filter(first_year__gt=F("last_year")):
        years = {"first_year": axis.last_year, "last_year": axis.first_year}
        same = axes.filter(number=axis.number, **years).first()
        if same:
            axis.actionitem_set.update(axis=same)
            axis.delete()
        else:
            axes.filter(pk=axis.pk).update(**years)


class Migration(migrations.Migration):
    dependencies = [("actions", "0004_open")]

    operations = [
        migrations.RunPython(mend, migrations.RunPython.noop)
        for mend in (mend_days, mend_places, mend_years)
    ]
