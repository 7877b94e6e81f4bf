from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gtm", "0005_secretariat")]

    operations = [
        migrations.RenameField("mail", "claimed_until", "not_before"),
        migrations.AlterField(
            "mail", "not_before", models.DateTimeField("pas avant", null=True)
        ),
    ]
