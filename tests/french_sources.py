"""The French of templates, scripts and Python strings, and its unbreakable spaces.

`python -m tests.french_sources` writes them where a plain one was typed; `plain_spaces` finds them.
Each source holds the very characters: what a page, a mail, a script or a PDF says needs no filter.
"""

import ast
import re
import sys
from itertools import zip_longest
from pathlib import Path

from gtm.typography import french

CODE = "\ue000"  # stands where code stands, as a word would
ROOT = Path(__file__).parent.parent
APPS = ("gtm", "meetings", "actions")
# Code of a template; what stands between quotation marks in it is French again.
TAG = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}"
    r"|(?P<markup><[a-zA-Z/!](?:\{%.*?%\}|\{\{.*?\}\}|[^>])*>)",
    re.S,
)
QUOTED = re.compile(r'"[^"]*"')
SAID = re.compile(r'(?<=\s)(?:aria-label|alt|title|placeholder|label|content|data-[\w-]+)="[^"]*"')
# A script: comments and patterns are passed over, strings are read.
SCRIPT = re.compile(
    r"""(?P<left>//[^\n]*|/\*.*?\*/
        |(?<=[(,=:\[!&|?{};\s])/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\\[])+/)
    |(?P<said>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""",
    re.S | re.X,
)
RAW = re.compile(r"(?i)[bfu]?r[bfu]?[\"']")  # a pattern, as likely as not
# Their arguments are compared with what people type, or are patterns.
COMPARED = {
    *("strip", "rstrip", "lstrip", "split", "rsplit", "partition", "rpartition", "replace"),
    *("startswith", "endswith", "removeprefix", "removesuffix"),
    *("compile", "sub", "match", "search", "fullmatch", "findall", "finditer"),
}


def _together(texts, codes):
    """French texts with the codes between them, which stand for words."""
    spaced = french(CODE.join(texts)).split(CODE)
    return "".join(part for pair in zip_longest(spaced, codes, fillvalue="") for part in pair)


def _outside(code, text, inside=lambda found: found[0]):
    """`text` with `french` everywhere but in what `code` matches, of which `inside` makes it."""
    found, last, texts = list(code.finditer(text)), 0, []
    for each in found:
        texts.append(text[last : each.start()])
        last = each.end()
    return _together([*texts, text[last:]], map(inside, found))


def of_template(source):
    return _outside(TAG, source, _in_code)


def _in_code(found):
    if found["markup"]:
        return SAID.sub(lambda said: of_template(said[0]), found[0])
    if found[0].startswith("{#"):
        return found[0]
    return QUOTED.sub(lambda quoted: french(quoted[0]), found[0])


def of_script(source):
    return _code(source, 0)[0]


def _code(source, at):
    """What stands from `at` to the brace that closes it, and where that is."""
    pieces, depth = [], 0
    while at < len(source) and (depth or source[at] != "}"):
        if found := SCRIPT.match(source, at):
            pieces.append(french(found["said"]) if found["said"] else found[0])
            at = found.end()
        elif source[at] == "`":
            text, at = _joined(source, at + 1)
            pieces.append(text)
        else:
            depth += {"{": 1, "}": -1}.get(source[at], 0)
            pieces.append(source[at])
            at += 1
    return "".join(pieces), at


def _joined(source, at):
    """A string between backticks, whose first one has been read: `${…}` in it is code."""
    texts, codes, start = [], [], at
    while source[at] != "`":
        if source.startswith("${", at):
            texts.append(source[start:at])
            code, end = _code(source, at + 2)
            codes.append(f"${{{code}}}")
            start = at = end + 1
        else:
            at += 2 if source[at] == "\\" else 1
    return f"`{_together([*texts, source[start:at]], codes)}`", at + 1


def of_python(source):
    """Its strings, but lefttrings, patterns and the code within f-strings."""
    tree, lines = ast.parse(source), source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    content, changes = source.encode(), []
    left = {id(node.body[0].value) for node in ast.walk(tree) if _has_doc(node)}
    left |= {
        id(each) for node in ast.walk(tree) for part in _parts(node) for each in ast.walk(part)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in left and (is_text or isinstance(node, ast.JoinedStr)):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            changes.append((start, end))
    for start, end in sorted(set(changes), reverse=True):
        literal = content[start:end].decode()
        if not RAW.match(literal):
            content = content[:start] + _literal(literal).encode() + content[end:]
    return content.decode()


def _has_doc(node):
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None


def _parts(node):
    """What is read with another string, or is no text of its own."""
    if isinstance(node, ast.JoinedStr):
        return node.values
    compares = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in COMPARED
    return node.args if compares else ()


def _literal(literal):
    is_joined = re.match(r"[fF]", literal)
    return _outside(re.compile(r"\{[^{}]*\}"), literal) if is_joined else french(literal)


READERS = {".html": of_template, ".txt": of_template, ".js": of_script, ".py": of_python}


def sources():
    """[(path, reader)] of all that speaks French to somebody."""
    found = [*ROOT.glob("templates/**/*"), *ROOT.glob("static/js/**/*.js")]
    for app in APPS:
        found += [path for path in ROOT.glob(f"{app}/**/*.py") if "migrations" not in path.parts]
    return [(path, READERS[path.suffix]) for path in sorted(found) if path.suffix in READERS]


def plain_spaces():
    """The places where a line could end before a sign, as « path:line: text »."""
    told = []
    for path, reader in sources():
        source = path.read_text()
        pairs = zip(source.split("\n"), reader(source).split("\n"), strict=True)
        told += [
            f"{path.relative_to(ROOT)}:{number}: {typed.strip()}"
            for number, (typed, right) in enumerate(pairs, 1)
            if typed != right
        ]
    return told


def mend():
    for path, reader in sources():
        source = path.read_text()
        if (right := reader(source)) != source:
            path.write_text(right)
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    mend()
