"""What a review shows, as a table for a spreadsheet: XLSX and CSV."""

from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.db.models import F
from django.utils import timezone

from actions.follow_up import ActionUpdate
from actions.frameworks import Framework, FrameworkItem, every_item
from actions.models import ActionItem
from actions.silence import Owed, Silence
from gtm import tables, typography
from gtm.models import WorkingGroup
from gtm.tables import Column, Sheet, plain, workbook

CHUNK = 2000  # actions read at a time, with what hangs on them


@dataclass(frozen=True)
class Row:
    """One action with all that its line shows."""

    action: ActionItem
    days_late: int
    region: str
    news: ActionUpdate | None
    section: str
    items: list[FrameworkItem]
    silence: Silence

    @property
    def responsibles(self):
        return self.action.responsible_wording

    @property
    def leader(self):
        """The structure that sees to it; "" for none of the directory."""
        return self.action.lead.label if self.action.lead_id else ""

    @property
    def others(self):
        """The structures that its minutes name beside the one that leads."""
        named = [each.agency for each in self.action.responsibles.all() if each.agency_id]
        labels = (each.label for each in named if each.pk != self.action.lead_id)
        return ", ".join(dict.fromkeys(labels))

    @property
    def charged(self):
        return ", ".join(each.agency.label for each in self.action.follow_ups.all())

    @property
    def silence_text(self):
        """Its lines: since when nothing was said, and when one asked last."""
        told, asked = typography.silence(self.silence.days), self.silence.chased_on
        lines = [told, asked and typography.chased(asked, self.silence.chased_count)]
        return "\n".join(filter(None, lines))

    @property
    def news_on(self):
        return timezone.localtime(self.news.at).date() if self.news else None

    @property
    def news_text(self):
        return self.news.told if self.news else ""


def rows(actions, today):
    """The `Row`s of a queryset in its order; as many queries for each `CHUNK` of them.

    Groups, items and structures are few: they are read once, not with each action.
    """
    whole = actions.with_last_news().annotate(point_title=F("agenda_point__title"))
    groups = WorkingGroup.objects.select_related("territory__parent__parent").in_bulk()
    owed = Owed.now()
    regions = {pk: group.region.region_name for pk, group in groups.items()}
    items = {item.pk: item for item in every_item()}
    found = whole.defer("words").prefetch_related(
        "lead__territory",
        "responsibles__agency__territory",
        "follow_ups__agency__territory",
        "classified",
    )
    for chunk in _chunks(found.iterator(chunk_size=CHUNK)):
        told = [each.last_news for each in chunk if each.last_news]
        news = ActionUpdate.objects.select_related("agency__territory").in_bulk(told)
        for action in chunk:
            action.group = groups[action.group_id]
            yield Row(
                action=action,
                days_late=action.days_late(today),
                region=regions[action.group_id],
                news=news.get(action.last_news),
                section=getattr(action, "section", ""),
                items=[items[each.item_id] for each in action.classified.all()],
                silence=owed.silence_of(action, today),
            )


def _chunks(found):
    while chunk := list(islice(found, CHUNK)):
        yield chunk


COLUMNS = [
    Column("Retard (jours)", 9, lambda row: row.days_late or None),
    Column("Point d’action", 60, lambda row: row.action.text),
    Column("Responsables", 30, lambda row: row.responsibles),
    Column("Chef de file", 16, lambda row: row.leader),
    Column("Autres responsables", 20, lambda row: row.others),
    Column("Chargées du suivi", 20, lambda row: row.charged),
    Column("Région", 14, lambda row: row.region),
    Column("Groupe", 16, lambda row: row.action.group.name),
    Column("Réunion du", 12, lambda row: row.action.decided_on),
    Column("Point de l’ordre du jour", 30, lambda row: row.action.point_title),
    Column("Échéance écrite", 18, lambda row: row.action.deadline_wording),
    Column("Dernier jour", 12, lambda row: row.action.due_on),
    Column("État", 20, lambda row: row.action.get_status_display()),
    Column("Reconduites", 11, lambda row: row.action.rescheduled_count or None),
    Column("Dernier suivi le", 12, lambda row: row.news_on),
    Column("Observations", 50, lambda row: row.news_text),
    Column("Sans nouvelle depuis (jours)", 11, lambda row: row.silence.days or None),
    Column("Relancé le", 12, lambda row: row.silence.chased_on),
    Column("Relances sans réponse", 10, lambda row: row.silence.chased_count or None),
    Column("Déclaré fait le", 12, lambda row: row.action.declared_on),
    Column("Clos le", 12, lambda row: row.action.closed_on),
]


def columns():
    """All of them: for each framework one more, with the items of an action."""
    return COLUMNS + [
        Column(plain(framework.name), 30, partial(_items_of, framework.pk))
        for framework in Framework.objects.all()
    ]


def _items_of(framework, row):
    return "\n".join(str(item) for item in row.items if item.framework_id == framework)


def xlsx(actions, today, title):
    """The bytes of a workbook."""
    return workbook(title, Sheet("Points d’action", columns(), rows(actions, today)))


def csv_lines(actions, today):
    """The lines of a CSV for a French spreadsheet."""
    return tables.csv_lines(columns(), rows(actions, today))
