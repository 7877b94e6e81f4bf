"""Our style sheets hold no rule that nothing asks for, and a page loads the rules of its classes.

A class may be written with gaps, `state-{{ action.status }}`: what fills them must be a word that
stands as such in the code.
"""

import ast
import re
from functools import cache
from pathlib import Path

from django.apps import apps
from django.contrib.staticfiles import finders

from gtm.pruning import LAYOUTS, PACKAGES, pruned
from tests.test_architecture import ALL_TEMPLATES, APPS, ROOT, TEMPLATES, files, found_in, name

SHEETS = sorted((ROOT / "static/css").glob("*.css"))
# Of the PDFs, whose templates load none, and of what is read from a disk.
PRINTED = {"bundle", "extract", "letters", "minutes", "report"}
# Classes without a rule.
HOOKS = {
    "listing-body": "the middle of a row has its place by the grid",
    "point-more": "told apart from the other folds of the editor by its test",
}
ALL_PYTHON = [path for path in files(*APPS, suffixes={".py"}) if "migrations" not in path.parts]
ALL_SCRIPTS = files(ROOT / "static/js", suffixes={".js"})

PIECE = r"{%.*?%}|{{.*?}}"
ATTRIBUTE = re.compile(rf'class="((?:{PIECE}|[^"])*)"', re.DOTALL)
MAIN = re.compile(r"main_class %}([\w -]*){%")  # the class of <main>, a block of base.html
TAG = re.compile(PIECE, re.DOTALL)
QUOTED = re.compile(r""""([^"]*)"|'([^']*)'|`([^`]*)`""")
WORD = re.compile(r"[A-Za-z][\w-]*")
WORDS = re.compile(r"[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)*")
IMPORTED = re.compile(r"""@import "(\w+)\.css";""")
LINK = re.compile(r"""href="{% static ["']css/(\w+)\.css["'] %}""")
STATIC = re.compile(r"""{% static ["']([^"']+)["'] %}""")
INCLUDED = re.compile(r"""{% (?:include|extends) ["']([^"']+)["']""")


def classes(css):
    """The classes in the selectors of a sheet."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return set(re.findall(r"\.([A-Za-z][\w-]*)", " ".join(re.findall(r"([^{}]*){", css))))


@cache
def rules_of(sheet):
    """Its classes, and those of the sheets that it imports."""
    css = (ROOT / f"static/css/{sheet}.css").read_text()
    return classes(css).union(*map(rules_of, IMPORTED.findall(css)))


def attributes(text):
    return [*ATTRIBUTE.findall(text), *MAIN.findall(text)]


def patterns(attribute):
    """The classes of an attribute; « * » for each gap."""
    attribute = re.sub(r"{%.*?%}", " ", re.sub(r"{{.*?}}|\${[^}]*}|{\w*}", "*", attribute))
    return {each for each in attribute.split() if WORD.match(each.replace("*", ""))}


def strings(path):
    """What is quoted in a file of Python, « * » for each gap of an f-string."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.JoinedStr):
            parts = (getattr(part, "value", None) for part in node.values)
            yield "".join(part if isinstance(part, str) else "*" for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def said():
    """(classes that may be written, gaps as « * »; the words that may fill a gap)."""
    written, quoted = set(), []
    for template in [*ALL_TEMPLATES, *_templates_of_packages()]:
        text = template.read_text()
        for attribute in attributes(text):
            written |= patterns(attribute)
        quoted += [piece for tag in TAG.findall(text) for piece in _quoted(tag)]
    for script in ALL_SCRIPTS:
        quoted += _quoted(re.sub(r"^\s*//.*", "", script.read_text(), flags=re.MULTILINE))
    for path in ALL_PYTHON:
        quoted += strings(path)
    for text in quoted:
        for attribute in attributes(text):
            written |= patterns(attribute)
        if WORDS.fullmatch(text):
            written |= set(text.split())
    return written, {word for word in written if "*" not in word}


def _quoted(text):
    return ["".join(groups) for groups in QUOTED.findall(text)]


def _templates_of_packages():
    for app in apps.get_app_configs():
        if app.name.partition(".")[0] in PACKAGES:
            found = Path(app.path).rglob("*.html")
            yield from (path for path in found if not LAYOUTS.search(path.as_posix()))


def is_written(wanted):
    written, words = said()
    if wanted in written:
        return True
    words = words | {word.replace("_", "-") for word in words} | set("0123456789")
    shapes = (re.escape(each).replace(r"\*", r"([\w-]+)") for each in written if "*" in each)
    return any(
        found and words.issuperset(found.groups())
        for found in (re.fullmatch(shape, wanted) for shape in shapes)
    )


def test_every_class_of_our_sheets_is_written_somewhere():
    dead = {
        name(sheet): sorted(each for each in classes(sheet.read_text()) if not is_written(each))
        for sheet in SHEETS
    }
    assert {sheet: found for sheet, found in dead.items() if found} == {}


def literal_classes(template):
    found = set().union(*map(patterns, attributes(template.read_text())))
    return {each for each in found if "*" not in each}


def test_every_class_of_our_templates_has_a_rule():
    ours = set().union(*(classes(sheet.read_text()) for sheet in SHEETS))
    known = ours | classes(Path(finders.find("bootstrap/css/bootstrap.min.css")).read_text())
    unknown = {name(path): literal_classes(path) - known - set(HOOKS) for path in ALL_TEMPLATES}
    assert {path: found for path, found in unknown.items() if found} == {}


def closure(template):
    """The template and all that it names, as paths."""
    found, left = set(), [template]
    while left:
        path = left.pop()
        if path not in found and path.exists():
            found.add(path)
            left += [TEMPLATES / each for each in INCLUDED.findall(path.read_text())]
    return found


def test_a_page_loads_a_sheet_for_each_class_that_it_writes():
    lacking = {}
    for page in ALL_TEMPLATES:
        parts = closure(page)
        if TEMPLATES / "base.html" not in parts or page.name.startswith("_"):
            continue
        loaded = {sheet for part in parts for sheet in LINK.findall(part.read_text())}
        rules = set().union(*map(rules_of, loaded))
        others = {sheet.stem for sheet in SHEETS} - loaded - PRINTED
        named = set().union(*map(literal_classes, parts)) - rules
        missing = {each for each in named if any(each in rules_of(sheet) for sheet in others)}
        if missing:
            lacking[name(page)] = sorted(missing)
    assert lacking == {}


def test_the_rules_of_bootstrap_that_pages_may_ask_for_are_kept():
    whole = Path(finders.find("bootstrap/css/bootstrap.min.css")).read_text()
    kept, wanted = classes(pruned(whole)), {each for each in classes(whole) if is_written(each)}
    assert (wanted - kept, len(wanted) > 30, len(kept) < 80) == (set(), True, True)


def test_our_forms_have_none_of_the_layouts_whose_rules_are_left_out():
    asked = re.compile(r"^from crispy_forms\.(?!helper|layout import [DFL]).*", re.MULTILINE)
    assert found_in(ALL_PYTHON, asked) == {}
    others = re.compile(r"crispy_forms\.layout import .*\b(?!Div|Fieldset|Layout)[A-Z]\w+")
    assert found_in(ALL_PYTHON, others) == {}


def test_every_static_file_that_a_template_names_is_there():
    named = {each for path in ALL_TEMPLATES for each in STATIC.findall(path.read_text())}
    assert (len(named) > 20, [each for each in named if not finders.find(each)]) == (True, [])


def test_sheets_have_at_most_600_lines():
    assert [name(sheet) for sheet in SHEETS if len(sheet.read_text().splitlines()) > 600] == []
