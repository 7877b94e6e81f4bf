"""Modules in few files: each in one, whatever asks for it, and nothing is guessed."""

import re
from collections import Counter

import pytest
from django.conf import settings

from gtm import bundles

STATIC = settings.BASE_DIR / "static"
SOURCES = {
    path.relative_to(STATIC).as_posix(): path.read_text() for path in STATIC.glob("js/**/*.js")
}
MADE = re.compile(r"^const (\$\w+) = \(\(\) =>", re.MULTILINE)


def test_each_of_our_modules_stands_in_one_file():
    files = bundles.bundles(SOURCES)
    made = Counter(found for text in files.values() for found in MADE.findall(text))
    assert (len(made), set(made.values())) == (len(SOURCES) - 1, {1})  # without the worker


def test_a_file_asks_only_for_files_that_do_nothing_by_being_fetched():
    asked = re.compile(r'^import .* from "(.*)";$', re.MULTILINE)
    files = bundles.bundles(SOURCES)
    found = {bundles._from(head, each) for head in files for each in asked.findall(files[head])}
    assert found == set(bundles.SHARED)


@pytest.fixture
def shared(monkeypatch):
    monkeypatch.setattr(bundles, "SHARED", {"js/one.js": ()})


def test_a_module_is_a_constant_that_others_take_from(shared):
    files = bundles.bundles(
        {
            "js/one.js": "export const one = 1;\n",
            "js/two/page.js": 'import { one as first } from "../one.js";\n'
            'await import("./more.js");\n',
            "js/two/more.js": 'import * as ones from "../one.js";\nexport function more() {}\n',
        }
    )
    one = "const $one = (() => {\nconst one = 1;\n\nreturn { one };\n})();"
    assert files == {
        "js/one.js": f"{one}\nexport {{ $one }};",
        "js/two/page.js": 'import { $one } from "../one.js";\nconst $two_page = (() => {\n'
        'const { one: first } = $one;\nawait import("./more.js");\n\nreturn {  };\n})();',
        "js/two/more.js": 'import { $one } from "../one.js";\nconst $two_more = (() => {\n'
        "const ones = $one;\nfunction more() {}\n\nreturn { more };\n})();\n"
        "export const { more } = $two_more;",
    }


@pytest.mark.parametrize(
    "sources, what",
    [
        ({"js/a.js": "export default 1;\n"}, "js/a.js: export default 1;"),
        ({"js/a.js": 'import "./b.js";\n'}, 'js/a.js: import "./b.js";'),
        (
            {
                "js/a.js": 'import { c } from "./c.js";\n',
                "js/b.js": 'import { c } from "./c.js";\n',
                "js/c.js": "export const c = 1;\n",
            },
            "js/c.js is needed by js/a.js and by js/b.js",
        ),
        (
            {
                "js/a.js": 'import { b } from "./b.js";\n',
                "js/b.js": 'import { c } from "./c.js";\n',
                "js/c.js": 'import { b } from "./b.js";\n',
            },
            "js/b.js imports itself, by js/c.js",
        ),
    ],
)
def test_what_would_be_put_together_wrongly_is_refused(monkeypatch, sources, what):
    monkeypatch.setattr(bundles, "SHARED", {})
    with pytest.raises(ValueError) as refused:
        bundles.bundles(sources)
    assert str(refused.value) == what
