"""Pasting in real Chromium: what programs put on the clipboard, and what the editor makes of it."""

import json
from pathlib import Path

from meetings.text import columns

CORPUS = Path(__file__).parents[1] / "clipboard"
EXPECTED = json.loads((CORPUS / "expected.json").read_text())
READ = """async ([clip, into, table, fields]) => {
  const { blocksOf } = await import("/static/js/paste/put.js");
  const { understood } = await import("/static/js/paste/columns.js");
  const { discussionOf } = await import("/static/js/paste/written.js");
  const { said } = await import("/static/js/paste/report.js");
  const blocks = blocksOf(clip);
  if (into === "discussion") return { into, written: discussionOf(blocks) };
  const found = understood(blocks, into, table);
  const rows = found.rows.map(({ row }) => {
    const more = Object.entries(row).filter(([name]) => !fields.includes(name));
    return [...fields.map((name) => row[name] ?? null), ...more];
  });
  return { into, fields, rows, aside: said(into, table.fields[into], found)[1] };
}"""


def clip(name):
    """What stands on the clipboard: its HTML and its plain text, either may be missing."""
    texts = {"html": CORPUS / f"{name}.html", "text": CORPUS / f"{name}.txt"}
    return {
        kind: path.read_bytes().decode() if path.exists() else "" for kind, path in texts.items()
    }


def test_each_text_of_the_corpus_gives_its_rows(new_page):
    page = new_page()
    page.goto("/connexion/")
    given = {
        name: page.evaluate(
            READ, [clip(name), case["into"], columns.table(), case.get("fields", [])]
        )
        for name, case in EXPECTED.items()
    }
    wrong = {name: (given[name], case) for name, case in EXPECTED.items() if given[name] != case}
    assert (wrong, len(given) >= 40, page.problems) == ({}, True, [])
