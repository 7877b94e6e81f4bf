"""A change of the code that the suite should notice, and what finds such changes in its tree."""

import ast
from dataclasses import dataclass, replace
from pathlib import Path

from tests.mutant_running import first_line

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Mutant:
    """`text` takes the place of the bytes from `start` to `end` of a file."""

    path: Path
    line: int
    what: str
    start: int
    end: int
    text: str
    function: int | None = None  # first line of the outermost function around it
    decorates: bool = False
    files: tuple[str, ...] = ()  # of the tests that have to notice; none: all of them

    @property
    def changed(self):
        source = self.path.read_bytes()
        return source[: self.start] + self.text.encode() + source[self.end :]

    @property
    def control(self):
        """The same without its change: nothing may turn red."""
        return replace(self, text=self.path.read_bytes()[self.start : self.end].decode())

    @property
    def name(self):
        """Without the line, so that it outlives what is written above it."""
        return f"{self.path.relative_to(ROOT)} {self.what}"

    def __str__(self):
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.what}"


class Finder(ast.NodeVisitor):
    """Collects the mutants of one file; what is one, its `visit_…` say."""

    def __init__(self, path):
        self.path = path
        self.source = path.read_bytes()
        self.starts = [0]
        for line in self.source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.found = []
        self.function, self.name, self.decorates = None, "", False
        self.visit(ast.parse(self.source))

    def _place(self, line, column):
        return self.starts[line - 1] + column

    def add(self, node, text, what):
        start = self._place(node.lineno, node.col_offset)
        end = self._place(node.end_lineno, node.end_col_offset)
        what = f"{self.name}: {what}"
        where = (self.function, self.decorates)
        self.found.append(Mutant(self.path, node.lineno, what, start, end, text, *where))

    def text(self, node):
        return ast.unparse(node)

    def visit_FunctionDef(self, node):
        outer = (self.function, self.name)
        self.function, self.name = self.function or first_line(node), self.name or node.name
        self.visit_body(node)
        self.function, self.name = outer

    def visit_body(self, node):
        self.generic_visit(node)
