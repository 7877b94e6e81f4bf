from django.db import migrations, models


def mark_the_imported(apps, schema_editor):
    """Until now a text was taken from its original in meetings that were imported, and no other."""
    apps.get_model("meetings", "Meeting").objects.filter(is_imported=True).update(
        is_from_original=True
    )


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0036_public_downloads'),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='is_from_original',
            field=models.BooleanField(default=False, editable=False, verbose_name='saisie d’après l’original'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='is_imported',
            field=models.BooleanField(default=False, editable=False, verbose_name='importée'),
        ),
        migrations.RunPython(mark_the_imported, migrations.RunPython.noop),
    ]
