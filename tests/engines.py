"""What asks nothing of the database engine is played on one of the two: CI plays both.

Such a test is skipped on the other one and says so; `EVERY_TEST=1` plays it there too.
"""

import os
from collections import Counter

import pytest
from django.db import connection

# What a page looks like, how keys and pastes are read, what a device keeps; PDFs, which are made of
# a text. What two do at once, what is saved and published is played on both.
SQLITE = {
    *(
        f"importing/test_{name}.py"
        for name in ("reading", "refusals", "understanding", "understanding_fuzz")
    ),
    *(
        f"browser/test_{name}.py"
        for name in (
            *("accounts", "at_the_door", "before_and_after", "collected", "device_bar"),
            *("device_found", "device_offline", "device_photos", "device_session", "editor_head"),
            *("from_convocation_to_inbox", "import_by_keyboard", "keyboard", "long_words"),
            *("offers", "pages", "paste", "paste_minutes", "review", "states"),
            *("verification_offline", "word_there_and_back", "xss"),
        )
    ),
    *(
        f"meetings/test_pdf{name}.py"
        for name in ("", "_breaks", "_data", "_reads_nothing", "_tags", "_widths")
    ),
    *("meetings/test_leaving_out.py", "meetings/test_signature.py"),
    *("test_outloud.py", "test_pdfua.py", "test_said.py"),
    "gtm/keeping/test_targets.py",
    *("meetings/test_exported_docx.py", "meetings/test_word.py"),
}
# What only the network or the environment is asked for; rows of before that migrations mend, where
# tables are changed in place (SQLite makes them anew, six times as long).
POSTGRESQL = {
    *("meetings/test_migrations.py", "test_strangers.py"),
    *(
        "gtm/test_copy_database.py",
        "gtm/test_settings.py",
        "test_deploy.py",
        "test_files_by_proxy.py",
    ),
}
# Many cases of one rule: each is played on one of the two, in turn.
IN_TURN = {
    "test_access.py::test_each_person_gets_the_answer_of_the_table_and_reads_nothing_else",
    "test_forms.py::test_every_button_of_every_page_is_answered",
    "test_fuzz_everything.py::test_any_form_gets_an_answer",
}


def share(items, tests):
    """Skip those of `items`, pytest's, that the other engine plays; `tests` is their folder."""
    if os.environ.get("EVERY_TEST") == "1":
        return
    played = Counter()
    for item in items:
        file = item.path.relative_to(tests).as_posix()
        rule = f"{file}::{getattr(item, 'originalname', item.name)}"
        turn = ("sqlite", "postgresql")[played[rule] % 2] if rule in IN_TURN else ""
        played[rule] += 1
        where = "sqlite" if file in SQLITE else "postgresql" if file in POSTGRESQL else turn
        if where not in ("", connection.vendor):
            item.add_marker(pytest.mark.skip(reason=f"played on {where}"))
