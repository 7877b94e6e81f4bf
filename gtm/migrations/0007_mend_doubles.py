"""What the constraints of the next migration would refuse, and no form let in."""

from django.db import migrations
from django.db.models import F, Q


def end_second_roles(apps, schema_editor):
    """The first to begin goes on; the others end on their first day and stay in the history."""
    memberships = apps.get_model("gtm", "Membership").objects
    seen = set()
    for role in memberships.filter(until=None).order_by("since", "pk"):
        held = (role.user_id, role.role, role.group_id, role.agency_id)
        if held in seen:
            memberships.filter(pk=role.pk).update(until=F("since"))
        seen.add(held)


def retire_second_groups(apps, schema_editor):
    """The oldest goes on; the others keep their minutes."""
    groups = apps.get_model("gtm", "WorkingGroup").objects
    seen = set()
    for group in groups.filter(is_active=True).order_by("pk"):
        place = (group.body, group.territory_id)
        if place in seen:
            groups.filter(pk=group.pk).update(is_active=False)
        seen.add(place)


def free_false_antennes(apps, schema_editor):
    """They stay what they are called, as structures of their own."""
    antennes = apps.get_model("gtm", "Agency").objects.exclude(parent=None)
    false = Q(territory=None) | Q(is_collective=True) | Q(parent=F("pk"))
    antennes.filter(false).update(parent=None)


class Migration(migrations.Migration):
    dependencies = [("gtm", "0006_mail_not_before")]

    operations = [
        migrations.RunPython(mend, migrations.RunPython.noop)
        for mend in (end_second_roles, retire_second_groups, free_false_antennes)
    ]
