"""What the code must look like: each rule of the house that a machine can check.

The import rules stand in pyproject.toml. A new module is added there; a file that passes a limit
is divided, the limits stay.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template import engines
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
APPS = [ROOT / name for name in ("gtm", "actions", "meetings")]
TEMPLATES = ROOT / "templates"


def files(*folders, suffixes):
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in suffixes and "__pycache__" not in path.parts
    )


def name(path):
    return path.relative_to(ROOT).as_posix()


# Commands in bench/ have no suffix.
ALL_PYTHON = [
    path
    for path in files(*APPS, ROOT / "tests", ROOT / "bench", suffixes={".py", ""})
    if path.is_file() and "migrations" not in path.parts
]
ALL_TEMPLATES = files(TEMPLATES, suffixes={".html", ".txt", ".svg", ".xml"})
ALL_STATIC = files(ROOT / "static", suffixes={".css", ".js", ".mjs", ".svg", ".json"})


def found_in(paths, pattern):
    """{file: what matches} for the files where something does."""
    found = {name(path): [m.group() for m in pattern.finditer(path.read_text())] for path in paths}
    return {path: matches for path, matches in found.items() if matches}


def test_imports_point_downwards():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_logo=True) == 0


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True)


def test_there_is_one_settings_module():
    found = [path for path in ALL_PYTHON if "settings" in path.stem and path.parent in APPS]
    assert [name(path) for path in found] == ["gtm/settings.py"]


def test_files_have_at_most_400_lines():
    assert [name(path) for path in ALL_PYTHON if len(path.read_text().splitlines()) > 400] == []


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_have_at_most_40_lines():
    too_long = [
        f"{name(path)}: {node.name} ({node.end_lineno - node.lineno + 1})"
        for path in ALL_PYTHON
        for node in functions(path)
        if node.end_lineno - node.lineno >= 40
    ]
    assert too_long == []


def test_no_import_hides_in_a_function():
    hidden = [
        f"{name(path)}:{node.lineno}"
        for path in ALL_PYTHON
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


# Who may read the clock: views and commands, once, and hand the instant down as an argument.
CLOCK = re.compile(
    r"\btimezone\.(now|localdate)\b|\blocaltime\(\)|\b(date|datetime)\.(today|now|utcnow)\b|\btime\.time\b"
)
CLOCK_READERS = {
    "gtm/accounts.py": "allauth, which calls it, gives no instant",
    "gtm/access/scope.py": "a role that has ended gives no right, whoever asks",
    "gtm/templatetags/demo.py": "the view of the sign-in page is a package's",
    "meetings/life/publishing.py": "a version prints the day that its row will say",
    "meetings/writing/saving.py": "the instant of a save is that of its transaction",
    "gtm/models/known.py": "the instant of knowing is that of the change, whatever it is about",
    "gtm/management/recorded.py": "of every command that a timer runs: when it began and ended",
    "gtm/serving.py": "connections are closed by their age, before there is a request",
}


VIEW = re.compile(r"^def \w+\(request\b", re.MULTILINE)


def is_view_or_command(path):
    return path.parent.name == "commands" or VIEW.search(path.read_text())


def test_the_clock_is_read_in_views_and_commands_only():
    others = [path for path in files(*APPS, suffixes={".py"}) if not is_view_or_command(path)]
    assert set(found_in(others, CLOCK)) == set(CLOCK_READERS)


def test_what_a_verb_refuses_is_one_class_for_all_apps():
    """Publishing changes actions: a page of minutes must catch what an action refuses."""
    classes = re.compile(r"^class NotNow\b", re.MULTILINE)
    assert list(found_in(files(*APPS, suffixes={".py"}), classes)) == ["gtm/refusals.py"]


# Minutes under correction are out and no longer in the state « published »: `is_out` asks the one,
# `state` the other. Numbers of versions may be named and compared with each other.
OUT = re.compile(
    r"published_version(__gt|__gte|=0\b|=1\b| [<>]=? \d| == 0)"
    r"|\b(?:if|not|and|or) [\w.]+\.published_version\b"
)


def test_one_place_says_whether_minutes_are_out():
    python = files(*APPS, suffixes={".py"})
    found = found_in([path for path in python if "migrations" not in path.parts], OUT)
    assert set(found) == {"gtm/access/scope.py", "meetings/models/meeting.py"}
    assert [len(found[path]) for path in sorted(found)] == [1, 1]


# What a role or a group opens is a named property of `Scope`; which structures are one's own is a
# fact that counts need (`agencies`).
RIGHTS = re.compile(r"\b(?:mine|scope|scope\([^()]*\))\.(?:reviewer|deputy|administrator|groups)\b")


def test_only_access_says_what_a_role_may_do():
    elsewhere = [path for path in files(*APPS, suffixes={".py"}) if path.parent.name != "access"]
    assert found_in([*elsewhere, *ALL_TEMPLATES], RIGHTS) == {}


def days_of_instants(path):
    """`x.date()` where x is no `localtime(…)`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            taken_from = node.func.value
            is_local = isinstance(taken_from, ast.Call) and "localtime" in ast.unparse(
                taken_from.func
            )
            if node.func.attr == "date" and not node.args and not is_local:
                yield f"{name(path)}:{node.lineno} {ast.unparse(node)}"


def test_days_are_those_of_niamey():
    """Instants are in UTC: between midnight and 1 h in Niamey their own `.date()` is yesterday."""
    python = files(*APPS, suffixes={".py"})
    assert [found for path in python for found in days_of_instants(path)] == []


def test_nothing_is_left_to_do():
    texts = [*ALL_PYTHON, *ALL_TEMPLATES, *ALL_STATIC, *files(ROOT / "script", suffixes={""})]
    # In a comment only: a status may have that name. Cut in two, or this line would be found.
    left = re.compile(r"(?:#|//|/\*|<!--).*\b(?:TO" r"DO|FIX" r"ME)\b")
    assert found_in(texts, left) == {}


def test_templates_have_at_most_150_lines():
    assert [name(path) for path in ALL_TEMPLATES if len(path.read_text().splitlines()) > 150] == []


def test_templates_hold_no_inline_script_or_style():
    """The content security policy would refuse them, but in the browser only."""
    inline = r"""<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+\s*=\s*["'{]|javascript:"""
    assert found_in(ALL_TEMPLATES, re.compile(inline, re.IGNORECASE)) == {}


def test_pages_ask_no_other_host():
    """XML namespaces and vocabularies look like addresses, but nothing fetches them."""
    named = r"www\.w3\.org/|schema\.org/|www\.sitemaps\.org/schemas/"
    address = re.compile(rf"""https?://(?!{named})[^\s"'<>)]*|(?<=["'(])//[^\s"'<>)]*""")
    assert found_in([*ALL_TEMPLATES, *ALL_STATIC], address) == {}


# Named by Django itself, and 429 by the limits of allauth.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def replaces_one_of_a_package(template):
    installed = [Path(app.path) / "templates" / template for app in apps.get_app_configs()]
    return any(path.exists() for path in installed)


def test_every_template_is_used():
    texts = [path.read_text() for path in [*files(*APPS, suffixes={".py"}), *ALL_TEMPLATES]]
    named = set(re.findall(r"""["']([\w/.-]+\.(?:html|txt|svg|xml))["']""", "\n".join(texts)))
    ours = {path.relative_to(TEMPLATES).as_posix() for path in ALL_TEMPLATES}
    unused = ours - named - ERROR_PAGES
    assert {template for template in unused if not replaces_one_of_a_package(template)} == set()


def test_templates_compile_and_name_templates_that_exist():
    named = re.compile(r"""{% (?:include|extends) ["']([^"']+)["']""")
    for path in ALL_TEMPLATES:
        engines["django"].get_template(path.relative_to(TEMPLATES).as_posix())
        for template in named.findall(path.read_text()):
            engines["django"].get_template(template)


def test_an_undefined_variable_in_a_template_is_an_error():
    """By pytest-django's --fail-on-template-vars, in pyproject.toml."""
    with pytest.raises(pytest.fail.Exception, match=r"nobody\.name"):
        engines["django"].from_string("{{ nobody.name }}").render({})
