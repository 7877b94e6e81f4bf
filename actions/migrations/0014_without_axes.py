"""The axes are items of a set now; apart from 0013, as PostgreSQL alters no table it just filled."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0013_frameworks'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='actionitem',
            name='axis',
        ),
        migrations.DeleteModel(
            name='StrategicAxis',
        ),
    ]
