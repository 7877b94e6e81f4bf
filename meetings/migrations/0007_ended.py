from django.db import migrations, models

CLOSED = ("done", "not_done", "cancelled")


def note_ended(apps, schema_editor):
    """As `meetings.text.document.ended`, of the text that readers have."""
    Meeting, Publication = (apps.get_model("meetings", n) for n in ("Meeting", "Publication"))
    for meeting in Meeting.objects.only("document", "published_version").iterator(chunk_size=50):
        texts = Publication.objects.filter(meeting=meeting, version=meeting.published_version)
        document = texts.values_list("document", flat=True).first() or meeting.document
        rows = document.get("followups", ())
        ended = [uid for uid in rows if document.get(f"followups/{uid}/status") in CLOSED]
        if ended:
            Meeting.objects.filter(pk=meeting.pk).update(ended=ended)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_reader_submission")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="ended",
            field=models.JSONField(
                blank=True, default=list, verbose_name="actions que le texte dit closes"
            ),
        ),
        migrations.RunPython(note_ended, migrations.RunPython.noop),
    ]
