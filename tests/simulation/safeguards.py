"""What keeps the text safe, taken away one by one: the simulator must miss each.

`SCRIPTS` and `MODULES` are changes of the source: name → file, what stands there, what then does,
perhaps again.
"""

from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.simulation.runner import EDITOR, Runner

SAVING, POST = "editor/saving.js", "editor/post.js"
SCRIPTS = {
    "one op_id for all tries": (
        SAVING,
        "const { base, opId, map } = request;",
        "const { base, map } = request; const opId = newUid();",
    ),
    "strict durability": ("editor/store.js", '"strict"', '"relaxed"'),
    "resolved once it is on the disk": (
        "editor/store.js",
        "const request = work(transaction);",
        'const request = work(transaction); if (mode === "readwrite") resolve();',
    ),
    "the device's word awaited": (
        SAVING,
        "await store.write(this.isDirty",
        "store.write(this.isDirty",
    ),
    "the account named in a save": (
        POST,
        "encoded({ ...map, ...more })",
        "encoded((({ account, ...others }) => others)({ ...map, ...more }))",
    ),
    "asked again what may have arrived": (
        SAVING,
        "if (this.before) {",
        "if (false) {",
    ),
    "what may have arrived kept with the text": (
        SAVING,
        "base, before, at:",
        "base, at:",
    ),
    "newer words in a merged text": (
        SAVING,
        "newer ? withNewerWords(map, now, merged.document) : merged.document",
        "merged.document",
    ),
    "no words over those of somebody else": (
        SAVING,
        "if (merged && typedOver(map, now, merged.document)) return;",
        "",
    ),
    "rows with newer words come back": (
        "editor/map.js",
        "const back = comingBack(now, answer, newer);",
        "const back = [];",
    ),
    "our marker in an answer": (POST, 'json?.app === "gtm" ? json : null', "json"),
    "saved is said of the newest words": (
        SAVING,
        "if (this.isDirty) {\n      this.say",
        "if (false) {\n      this.say",
    ),
    "one request at a time": (
        SAVING,
        "this.running ||= this.round()",
        "this.running = this.round()",
    ),
    "the version that comes back": (SAVING, "form.elements.base_version.value = version;", ""),
    "the draft until it is acknowledged": (
        SAVING,
        "request.isUnsure = true;",
        'request.isUnsure = true; store.write({ store: "drafts", drop: this.key }).catch(() => 0);',
    ),
    "own words aside before others are taken": (
        SAVING,
        'if (this.isDirty) await store.write({ store: "drafts", put: aside })',
        'if (false) await store.write({ store: "drafts", put: aside })',
    ),
    "one tab writes": ("editor/tabs.js", "if (!release) readOnly(form, saving);", ""),
    "a tab that gives way keeps its words": ("editor/tabs.js", "await saving.giveWay();", ""),
    "a found text forgotten after it is taken": (
        "editor/found.js",
        "saving.take(found).then(() => forget(found))",
        "forget(found).then(() => saving.take(found))",
    ),
    "drafts of this account only": (
        "editor/found.js",
        'startingWith("drafts", `${page.key}/`)',
        'startingWith("drafts", "")',
    ),
    "what was typed last is put back": (
        "editor/found.js",
        "if (!takes && (saving.isDirty || found.base < saving.base)) return",
        "if (!takes) return",
    ),
    "only what a newer text holds is forgotten": (
        "editor/drafts.js",
        "isIn(each, newest)",
        "true",
    ),
    "no text is sent from under a page that has it open": (
        "editor/unsent.js",
        "(await navigator.locks?.request(`gtm/${account}/${meeting}`, { ifAvailable: true }, now))",
        "(await now({ account, meeting }))",
    ),
    "another token after a refusal": (
        POST,
        'if (outcome.status !== 403 || outcome.kind === "refused") return outcome;',
        "if (outcome) return outcome;",
    ),
    "tried again": (SAVING, "if (isWaiting) {\n", "if (false) {\n"),
    "unsure counts as not saved": (
        SAVING,
        "isUnsure(outcome) || outcome.status === 401",
        "false",
    ),
    "unsure until an answer tells": (SAVING, " || outcome.status === 401", ""),
    "the session that has ended": (POST, '401: "signedOut", ', ""),
    "what is set aside is had": (
        SAVING,
        "[this.isFound, this.acked] = [false, map];",
        "this.isFound = false;",
    ),
    "words typed while a text is taken": (
        SAVING,
        " || !same(read(this.form), this.now.map));",
        ");",
    ),
    "nothing taken where own words cannot be kept": (
        SAVING,
        'store.write({ store: "drafts", put: aside });',
        'store.write({ store: "drafts", put: aside }).catch(() => null);',
    ),
    "a tab gives way once": ("editor/tabs.js", "release = null; // once, were it asked twice", ""),
    "what a page that lives has written since": (
        "editor/drafts.js",
        "if (kept?.at === at)",
        "if (key)",
    ),
    "written on this device while one types": (
        SAVING,
        "AT_LEAST_EVERY - now), () => this.keep());",
        "AT_LEAST_EVERY - now), () => null);",
    ),
}
# The second takes names of the first, so it is made again after it.
STORE = ("meetings.writing.saving", "meetings.writing.store")
ANSWERS = ("meetings.writing.views.saves", EDITOR)
MODULES = {
    "the version claimed": (STORE, "version=current.version\n    ).update", ").update"),
    "one transaction": (
        STORE,
        "with transaction.atomic():\n            if merged",
        "if True:\n            if merged",
    ),
    "an op_id holds for one text": (
        STORE,
        "(known.sha256, known.author_id) != (operation.sha256, operation.author_id)",
        "False",
    ),
    "a conflict parks the text": (
        STORE,
        "merged is None or merged.conflicts or",
        "merged is None or",
    ),
    "merged with what others saved": (STORE, "if base_version == current.version:", "if True:"),
    "the account checked": (ANSWERS, "if other_account(request):", "if False:"),
    "closed minutes park the text": (
        STORE,
        " or not current.is_editable:",
        ":",
        "pk=current.pk, state__in=Meeting.EDITABLE, version=",
        "pk=current.pk, version=",
    ),
    "what was sent is kept beside the merge": (
        STORE,
        "text.source.save()",
        "text.source = None",
    ),
}
NAMES = (*SCRIPTS, *MODULES)


# Missed within the first seeds: those that CI takes away too.
QUICK = (
    "the account named in a save",
    "strict durability",
    "resolved once it is on the disk",
    "the device's word awaited",
    "what is set aside is had",
    "tried again",
    "what was typed last is put back",
    "a conflict parks the text",
    "merged with what others saved",
    "closed minutes park the text",
)
JS = Path(__file__).parents[2] / "static/js"


def _changes(name):
    """(file or module, [(what stands there, what then does)])."""
    where, *texts = (SCRIPTS | MODULES)[name]
    return where, list(zip(texts[::2], texts[1::2], strict=True))


def stands(name):
    """Whether the source has what taking this safeguard away would change."""
    where, changes = _changes(name)
    paths = [JS / where] if name in SCRIPTS else [Path(each.__file__) for each in _modules(where)]
    sources = [path.read_text() for path in paths]
    return all(any(before in source for source in sources) for before, _ in changes)


def _modules(where):
    return [import_module(each) for each in ((where,) if isinstance(where, str) else where)]


def _swap(module, source):
    exec(compile(source, module.__file__, "exec", dont_inherit=True), module.__dict__)  # noqa: S102


@contextmanager
def without(name):
    """Take a safeguard away, or none (""); gives the changes of scripts, which Node makes."""
    if not name:
        yield []
        return
    assert stands(name), f"{name}: the source has changed"
    where, changes = _changes(name)
    if name in SCRIPTS:
        yield [(where, *change) for change in changes]
    else:
        kept = [(module, dict(module.__dict__)) for module in _modules(where)]
        for module, _ in kept:
            source = Path(module.__file__).read_text()
            for before, after in changes:
                source = source.replace(before, after)
            _swap(module, source)
        try:
            yield []
        finally:
            for module, names in kept:
                module.__dict__.update(names)


def seeds_until_missed(name, seeds):
    """(seed, fault) of the first of these seeds that fails only without the safeguard, or None."""
    begun = seeds.start
    while begun < seeds.stop:
        with without(name) as patches, Runner(patches) as runner:
            seed, result = _first_fault(runner, range(begun, seeds.stop))
        if seed is None:
            return None
        with Runner() as runner:
            if not runner.play(seed)["faults"]:
                return seed, result["faults"][0]
        begun = seed + 1
    return None


def _first_fault(runner, seeds):
    for seed in seeds:
        result = runner.play(seed)
        if result["faults"]:
            return seed, result
    return None, None


def report(names, first, last):
    """Print the table; whether every safeguard was missed."""
    everything = True
    for name in names:
        missed = seeds_until_missed(name, range(first, last + 1))
        told = (
            f"{missed[0] + 1 - first} | {missed[1]['kind']}: {missed[1]['told'][:90]}"
            if missed
            else "NOT FOUND |"
        )
        print(f"| {name} | {told} |", flush=True)  # noqa: T201
        everything = everything and bool(missed)
    return everything
