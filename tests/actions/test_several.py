"""Several actions changed at once: each as if it were alone."""

from datetime import UTC, datetime

import pytest

from actions.follow_up import Said
from actions.frameworks import How
from actions.models import ActionItem
from tests.factories import charged, make_action, make_agency, make_axis

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


def test_each_of_several_has_its_update_and_a_new_version(
    group, other_group, secretary, other_secretary, reviewer
):
    partners = make_agency("Partenaires", is_collective=True)
    for where, who in ((group, secretary), (group, secretary), (other_group, other_secretary)):
        make_action(where, who, partners)
    said, axis, pam = Said(reviewer, AT), make_axis(), make_agency("PAM")
    every = ActionItem.objects.all()
    assert [len(every.classify(said, axis)), len(every.designate(said, pam))] == [3, 3]
    told = [("designated", "", pam.pk), ("axis", str(axis), None)]
    for action in every:
        assert list(action.updates.values_list("kind", "sentence", "agency")) == told
        assert (action.version, action.lead, charged(action)) == (3, pam, {pam})
        assert list(action.items.all()) == [axis]


def test_several_are_taken_out_of_their_axis_at_once_and_the_others_stay(
    group, secretary, reviewer
):
    first, second = make_axis(1), make_axis(2)
    under, other = (make_action(group, secretary, items=[axis]) for axis in (first, second))
    assert ActionItem.objects.classify(Said(reviewer, AT), first, How.REMOVE) == [under]
    assert under.updates.get().sentence == f"{first} (retiré)"
    assert (list(under.items.all()), list(other.items.all())) == ([], [second])
    assert other.updates.count() == 0
