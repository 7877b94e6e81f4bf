"""Our ES modules in the few files that a slow network fetches: thirty requests wait thirty times.

The sources run as they are; `collectstatic` writes these files. A module stands in one of them
only, whichever pages ask for it: what it remembers (a connection, a token) is there once.
"""

import re
from posixpath import dirname, normpath, relpath

# What several pages need, by the file that holds it and what else it shall hold. A module goes with
# the first of these that leads to it; none of them does anything by being fetched, or fetches what
# needs itself: a name that says the content of the other cannot go round.
SHARED = {
    "js/editor/store.js": (),
    "js/editor/post.js": tuple(f"js/editor/{n}.js" for n in ("drafts", "kept", "said", "signin")),
    "js/editor/saving.js": tuple(
        f"js/editor/{n}.js" for n in ("found", "grow", "keys", "page", "rescue", "tabs")
    ),
    "js/door/sending.js": (),
    "js/paste/columns.js": ("js/paste/made.js",),  # what the first paste and later ones fetch needs
    "js/paste/put.js": (),
}
# Run by the browser by itself, and not a module.
APART = {"js/worker.js"}

IMPORT = re.compile(
    r'^import (?:\* as (?P<whole>\w+)|{ (?P<names>[^}]+) }) from "(?P<module>[^"]+)";\n',
    re.MULTILINE,
)
LATER = re.compile(r'\bimport\("([^"]+)"\)')
EXPORT = re.compile(r"^export (?=(?:async function|function|const) (\w+))", re.MULTILINE)
UNKNOWN = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundles(sources):
    """{file: text} of {module: text}, both by the name under which they are served.

    Raises ValueError for what is written otherwise than our modules are, and for a module that two
    files need while `SHARED` does not say where it goes.
    """
    sources = {name: text for name, text in sources.items() if name not in APART}
    later = {found for name, text in sources.items() for found in _later(name, text)}
    asked = {found for name, text in sources.items() for found in _imported(name, text)}
    heads = [*SHARED, *sorted((later | set(sources) - asked) - set(SHARED))]
    owners = {}
    for head in heads:
        for module in _led_to(sources, (head, *SHARED.get(head, ()))):
            owner = owners.setdefault(module, head)
            if owner != head and owner not in SHARED:
                raise ValueError(f"{module} is needed by {owner} and by {head}")
    return {head: _written(sources, owners, head, head in later) for head in heads}


def _from(name, module):
    return normpath(f"{dirname(name)}/{module}")


def _imported(name, text):
    return [_from(name, found["module"]) for found in IMPORT.finditer(text)]


def _later(name, text):
    return [_from(name, found) for found in LATER.findall(text)]


def _led_to(sources, names, above=()):
    """Every module that these import, themselves or by others, before those that import it."""
    found = {}
    for name in names:
        if name in above:
            raise ValueError(f"{name} imports itself, by {above[-1]}")
        found |= dict.fromkeys(_led_to(sources, _imported(name, sources[name]), (*above, name)))
        found[name] = None
    return list(found)


def _written(sources, owners, head, is_fetched_later):
    inside = [
        name for name in _led_to(sources, (head, *SHARED.get(head, ()))) if owners[name] == head
    ]
    outside = {}
    for name in inside:
        for asked in _imported(name, sources[name]):
            if owners[asked] != head:
                outside.setdefault(owners[asked], {})[_variable(asked)] = None
    lines = [
        f'import {{ {", ".join(names)} }} from "{_address(head, file)}";'
        for file, names in outside.items()
    ]
    lines += [_module(sources[name], name, head) for name in inside]
    if head in SHARED:
        lines.append(f"export {{ {', '.join(map(_variable, inside))} }};")
    if is_fetched_later:
        names = ", ".join(EXPORT.findall(sources[head]))
        lines.append(f"export const {{ {names} }} = {_variable(head)};")
    return "\n".join(lines)


def _module(text, name, head):
    """A module as a constant that holds what it exports."""

    def taken(found):
        names = found["whole"] or f"{{ {found['names'].replace(' as ', ': ')} }}"
        return f"const {names} = {_variable(_from(name, found['module']))};\n"

    def fetched(found):
        return f'import("{_address(head, _from(name, found[1]))}")'

    names = ", ".join(EXPORT.findall(text))
    body = EXPORT.sub("", LATER.sub(fetched, IMPORT.sub(taken, text)))
    if unknown := UNKNOWN.search(body):
        raise ValueError(f"{name}: {unknown.group()}")
    return f"const {_variable(name)} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();"


def _variable(name):
    return "$" + re.sub(r"\W", "_", name.removeprefix("js/").removesuffix(".js"))


def _address(head, file):
    return f"./{found}" if not (found := relpath(file, dirname(head))).startswith(".") else found
