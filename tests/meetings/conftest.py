"""A meeting of Amina's group, and who writes its minutes."""

import pytest

from tests.factories import make_meeting, make_membership, make_user


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary)


@pytest.fixture
def client(client_of, secretary):
    """The browser of the secretary."""
    return client_of(secretary)


@pytest.fixture
def other(group):
    """Writes the minutes of the same group."""
    return make_membership(make_user("Issa"), "secretary", group=group).user
