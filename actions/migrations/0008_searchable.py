"""Refill the searched words: apostrophes, hyphens, invisible signs and hooked letters fold now."""

from django.db import migrations

from gtm.names import searchable

BATCH = 1000


def refill(apps, schema_editor):
    actions = apps.get_model("actions", "ActionItem").objects
    changed = []
    for action in actions.only("words").iterator(chunk_size=BATCH):
        words = searchable(action.words)
        if words != action.words:
            action.words = words
            changed.append(action)
        if len(changed) == BATCH:
            actions.bulk_update(changed, ["words"])
            changed = []
    actions.bulk_update(changed, ["words"])


class Migration(migrations.Migration):
    dependencies = [("actions", "0007_structures_by_follow_ups")]

    operations = [migrations.RunPython(refill, migrations.RunPython.noop)]
