"""What is searched: an entry for each published text, and the words that mean the same."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from gtm.models import JournalEntry
from gtm.names import unaccent


class SearchEntry(models.Model):
    """That a published text is in the index, which keeps its lexemes (see `search/engines.py`).

    `marks` are the lexemes by which it is filtered, parted by spaces.
    """

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="+")
    is_public = models.BooleanField("version publique", default=False)
    version = models.PositiveIntegerField("version")
    marks = models.TextField("repères")

    STAYS = "the index is made again"  # not copied into another database

    class Meta:
        verbose_name = "texte cherché"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "is_public"], name="search_entry_once_per_text"
            )
        ]

    def __str__(self):
        return f"{self.meeting_id} v{self.version}"


class Equivalence(models.Model):
    """Words or wordings that are searched as one: « migration, migratoire, migrants »."""

    words = models.CharField(
        "mots équivalents",
        max_length=500,
        help_text="Séparés par des virgules. Chercher l’un trouve aussi les autres, et tous ceux "
        "de leur famille : « migrant » suffit pour « migrants ».",
        error_messages={"required": "Donnez au moins deux mots, séparés par une virgule."},
    )

    JOURNAL = (JournalEntry.Kind.COUNTRY, ["words"])

    class Meta:
        verbose_name = "équivalence"
        ordering = ["words"]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        return reverse("meetings:equivalence_list") + f"#equivalence-{self.pk}"

    def clean(self):
        told = {unaccent(each) for each in self.wordings}
        if len(told) < 2:
            raise ValidationError(
                {"words": "Donnez au moins deux mots différents, séparés par une virgule."}
            )

    @property
    def wordings(self):
        return [each.strip() for each in self.words.split(",") if each.strip()]
