"""What was written once is read as it was written: the journal, and what became of actions."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from actions.follow_up import ActionUpdate, Said
from gtm import journal
from gtm.models import JournalEntry
from tests.factories import make_action

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 17, 9, 30, tzinfo=UTC)


@pytest.fixture(params=[JournalEntry, ActionUpdate])
def row(request, group, secretary, agency):
    if request.param is JournalEntry:
        return journal.record(secretary, NOW, "essai", agency)
    action = make_action(group, secretary)
    action.report(Said(by=secretary, at=NOW, sentence="essai"))
    return action.updates.get()


ACTS = {
    "save": lambda row: row.save(),
    "save a field": lambda row: row.save(update_fields=["at"]),
    "delete": lambda row: row.delete(),
    "update": lambda row: type(row).objects.update(at=NOW),
    "delete all": lambda row: type(row).objects.all().delete(),
    "delete some": lambda row: type(row).objects.filter(pk=row.pk).delete(),
    "bulk": lambda row: type(row).objects.bulk_update([row], ["at"]),
    "or create": lambda row: type(row).objects.update_or_create({"at": NOW}, pk=row.pk),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_row_is_never_changed_nor_deleted(row, act):
    before = model_to_dict(type(row).objects.get())
    with pytest.raises(TypeError, match="are appended, never changed"):
        act(row)
    assert model_to_dict(type(row).objects.get()) == before


def test_no_row_takes_the_place_of_another(row):
    before = model_to_dict(type(row).objects.get())
    another = type(row).objects.get()
    another._state.adding = True  # as one that is made with the number of the first
    with pytest.raises(IntegrityError), transaction.atomic():
        another.save()
    assert model_to_dict(type(row).objects.get()) == before


def test_the_other_manager_changes_no_line_of_the_journal(agency):
    journal.record(None, NOW, "essai", agency)
    for act in (
        lambda: JournalEntry._base_manager.all().delete(),
        lambda: JournalEntry._base_manager.update(action="autre"),
    ):
        with pytest.raises(TypeError):
            act()
    assert JournalEntry.objects.get().action == "essai"
