"""What a check says: a light, a sentence, and what to do."""

from dataclasses import dataclass, field

from django.db import models


class Light(models.TextChoices):
    GOOD = "good", "bien"
    WARN = "warn", "à surveiller"
    BAD = "bad", "à réparer"


@dataclass(frozen=True)
class Check:
    name: str  # stable: keys of alerts and labels of measures are made of it
    title: str
    light: Light
    told: str  # what is so; counts and days, nobody's name
    todo: str = ""
    stops: bool = False  # what is bad here lets no request be answered well
    figures: dict = field(default_factory=dict)

    @property
    def is_bad(self):
        return self.light == Light.BAD
