"""What the reviewer and the readers say of a text, beside the part that it is about."""

from django.db.models import BigIntegerField, Subquery
from django.db.models.functions import Coalesce

from meetings.models import Observation
from meetings.text import numbering


def treat(observation, by, now, treated=True):
    """Mark an observation as treated, or not."""
    Observation.objects.filter(pk=observation.pk).update(
        treated_at=now if treated else None, treated_by=by if treated else None
    )


def observations_of(meeting):
    """All that readers said of the texts of a meeting since its last version, oldest first."""
    settled = Coalesce(Subquery(meeting.steps.settled().values("pk")[:1]), 0)
    # A reader of before submissions were noted belongs to the first one.
    handed_in = Coalesce("reader__submission", 1, output_field=BigIntegerField())
    found = Observation.objects.filter(reader__meeting=meeting).annotate(handed_in=handed_in)
    return found.filter(handed_in__gt=settled).select_related("reader")


def beside(document, comments=(), observations=(), form=None):
    """{part: what stands beside it} for a page that shows `document`.

    The part is the uid of a point, `head`, `attendance`, `followup`, `closing`, or `general` for
    the rest, such as what was said of a point that is gone. With a form, its field for that part is
    there as well.
    """
    parts = {"general": _beside(form, "general")}
    names = {}
    for key, _ in numbering.parts(document):
        names[key] = key.removeprefix("points/")
        parts[names[key]] = _beside(form, key)
    for kind, remarks in (("comments", comments), ("observations", observations)):
        for remark in remarks:
            parts[names.get(remark.key, "general")][kind].append(remark)
    return parts


def _beside(form, key):
    field = form[key] if form is not None and key in form.fields else None
    return {"field": field, "comments": [], "observations": []}
