"""The search through what was logged finds a name, and only names."""

import pytest

from tests.access.marks import MARKS
from tests.logged import NAMED, naming


@pytest.mark.parametrize("mark", ["Amina", "x.1@example.org", MARKS["text"], MARKS["phone"]])
def test_a_line_that_names_somebody_is_found(tmp_path, mark):
    (tmp_path / "1.log").write_text(f'{{"event": "{mark} a dit"}}\n{{"event": "request"}}\n')
    assert naming(tmp_path) == (2, [f'{{"event": "{mark} a dit"}}'])


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["secretary", "reviewer", "partner", "administrator", "outsider"])
def test_each_person_of_the_tests_would_be_found(request, who):
    user = request.getfixturevalue(who)
    assert NAMED.search(user.name)
    assert NAMED.search(user.email)
