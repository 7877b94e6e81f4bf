from django.db import migrations, models
from django.db.models.deletion import CASCADE


def note_submissions(apps, schema_editor):
    """Who was chosen belongs to the last submission before; its link was sent after it."""
    Reader, Step = (apps.get_model("meetings", name) for name in ("Reader", "Step"))
    for reader in Reader.objects.filter(submission=None):
        handed_in = Step.objects.filter(meeting=reader.meeting_id, name="submit").order_by("-pk")
        before = handed_in.filter(at__lte=reader.sent_at).first() or handed_in.last()
        Reader.objects.filter(pk=reader.pk).update(submission=before)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_reported")]

    operations = [
        migrations.AddField(
            model_name="reader",
            name="submission",
            field=models.ForeignKey(
                null=True,
                on_delete=CASCADE,
                related_name="readers",
                to="meetings.step",
                verbose_name="soumission",
            ),
        ),
        migrations.RunPython(note_submissions, migrations.RunPython.noop),
    ]
