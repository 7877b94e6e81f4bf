"""SP/CCM is known by a mark of its own, which a change of its acronym does not touch."""

from django.db import migrations, models

from gtm.names import fold


def mark(apps, schema_editor):
    for agency in apps.get_model("gtm", "Agency").objects.only("acronym").iterator():
        if fold(agency.acronym) == "spccm":
            agency.is_secretariat = True
            agency.save(update_fields=["is_secretariat"])


class Migration(migrations.Migration):
    dependencies = [("gtm", "0004_rhythm")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="is_secretariat",
            field=models.BooleanField("SP/CCM", default=False, editable=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
