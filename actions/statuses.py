"""How far an action is: below everything, as minutes say it too."""

from django.db import models


class Status(models.TextChoices):
    TODO = "todo", "à faire"
    DOING = "doing", "en cours"
    WAITING = "waiting", "en attente"
    PERMANENT = "permanent", "permanent"
    DECLARED = "declared", "déclaré fait, à vérifier"
    DONE = "done", "réalisé"
    NOT_DONE = "not_done", "non réalisé"
    CANCELLED = "cancelled", "annulé"


RUNNING = (Status.TODO, Status.DOING, Status.WAITING, Status.PERMANENT)
OPEN = (*RUNNING, Status.DECLARED)
CLOSED = (Status.DONE, Status.NOT_DONE, Status.CANCELLED)
