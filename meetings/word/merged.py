"""What a file that comes back says, put into the map that it was made of. Pure.

Nothing is taken away: a row that is no longer in the file stays. What cannot be placed is told.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from meetings.text import document as doc
from meetings.word import marks
from meetings.word.frame import Grid, Heading, Note, Sheet, value_of


@dataclass
class Given:
    """The map that comes of a file, what of it found no place, and whether it is one of ours."""

    document: dict
    left: list = field(default_factory=list)
    is_known: bool = False


def given(base, parts, title, read, seed):
    """The `Given` of a file made of `parts` for the map `base`, and read again."""
    return _Reader(base, parts, title, seed).take(read)


class _Reader:
    def __init__(self, base, parts, title, seed):
        self.base, self.seed = base, seed
        self.typed, self.left, self.seen = {}, [], set()
        self.order = defaultdict(list)  # {list: uids in the order of the file}
        self.texts, self.grids, self.sheets, self.ours = {}, {}, {}, {_plain(title)}
        for part in parts:
            self._know(part)

    def _know(self, part):
        """The texts that are ours, and where each field stands."""
        if isinstance(part, Heading | Note):
            self.ours.add(_plain(part.text))
        elif isinstance(part, Sheet):
            for label, cell in part.rows:
                self.ours.add(_plain(label))
                self.texts[cell.key] = cell.text
                self.sheets[cell.key] = part
        elif isinstance(part, Grid):
            self.ours |= {_plain(text) for text in (*part.headings, *part.told.values())}
            for _, cells in part.rows:
                for cell in cells:
                    self.texts[cell.key] = cell.text
                    self.grids[cell.key] = part

    def take(self, read):
        for table in read.tables:
            self._table(table)
        self.left = [text for text in read.loose if _plain(text) not in self.ours] + self.left
        return Given(self._document(), self.left, bool(self.seen))

    # --- The tables ---

    def _table(self, rows):
        known = [[self._key(box) for box in row] for row in rows]
        named = [key for keys in known for key in keys if key]
        grid = next((self.grids[key] for key in named if key in self.grids), None)
        sheet = next((self.sheets[key] for key in named if key in self.sheets), None)
        if grid:
            self._lines(grid, rows, known)
            return
        labels = {_plain(label): cell.key for label, cell in sheet.rows} if sheet else {}
        for row, keys in zip(rows, known, strict=True):
            self._pair(row, keys, labels)

    def _key(self, box):
        """The field that a box is, the first that names it: a tag, else a bookmark."""
        for name in box.names:
            key = name if name in self.texts else marks.key_of(name)
            if key in self.texts:
                return key
        return None

    def _pair(self, row, keys, labels):
        """A label with its field beside, which it names where its own names were typed over."""
        key = next(filter(None, keys), None) or labels.get(_plain(row[0].text) if row else "")
        for place, (box, own) in enumerate(zip(row, keys, strict=True)):
            taken = own or (key if place == 1 else None)
            if taken and taken not in self.seen:
                self._take(taken, box.text)
            else:
                self._leave(box.text)

    def _lines(self, grid, rows, known):
        """The rows of a list; what is not known stands before those of its other columns."""
        present = {_uid(key) for keys in known for key in keys if key in self.grids}
        before = None
        for row, keys in zip(rows, known, strict=True):
            boxes, named = row[-len(grid.fields) :], keys[-len(grid.fields) :]
            for box in row[: -len(grid.fields)]:
                self._leave(box.text)
            if self._is_ours(boxes, named) or len(boxes) < len(grid.fields):
                self._leave_all(boxes)
                continue
            uid = next((_uid(key) for key in named if key in self.grids), None)
            if uid is None:
                uid = self._typed_over(grid, before, present)
            if uid is None or (grid.list_key, grid.fields, uid) in self.seen:
                uid = self._new(grid, boxes)
            if uid:
                before = uid
                self.seen.add((grid.list_key, grid.fields, uid))
                self._place(grid, uid, boxes, named)

    def _is_ours(self, boxes, named):
        """The headings, or a row that nothing was typed in."""
        nameless = not any(key in self.grids for key in named)
        return nameless and all(_plain(box.text) in self.ours | {""} for box in boxes)

    def _typed_over(self, grid, before, present):
        """The row that should stand here and has lost its names, all of its cells typed over."""
        uids = [uid for uid, _ in grid.rows]
        following = uids[uids.index(before) + 1 :] if before in uids else uids if not before else []
        return following[0] if following and following[0] not in present else None

    def _new(self, grid, boxes):
        """The uid of a row that somebody added: the same when the same file comes again."""
        if grid.told or not any(box.text.strip() for box in boxes):
            self._leave_all(boxes)
            return None
        place = len(self.order[grid.list_key])
        return str(uuid.uuid5(self.seed, f"{grid.list_key}/added/{place}"))

    def _place(self, grid, uid, boxes, keys):
        if uid not in self.order[grid.list_key]:
            self.order[grid.list_key].append(uid)
        for name, box, named in zip(grid.fields, boxes, keys, strict=False):
            key = doc.key_of(grid.section, uid, name)
            own = named if named and _uid(named) == uid else key
            self._take(own, box.text)

    def _take(self, key, text):
        """A text that differs from what the file was given is what somebody typed."""
        self.seen.add(key)
        if _plain(text) == _plain(self.texts.get(key, "")):
            return
        value = value_of(key, text.strip())
        if value is None:
            self.left.append(f"{doc.field_of(key).label} : {text.strip()}")
        else:
            self.typed[key] = value

    def _leave(self, text):
        if text.strip() and _plain(text) not in self.ours:
            self.left.append(text)

    def _leave_all(self, boxes):
        for box in boxes:
            self._leave(box.text)

    # --- The map ---

    def _document(self):
        document = {**self.base, **self.typed}
        touched = {_uid(key) for key in self.typed if "/" in key}
        for list_key, uids in self.order.items():
            section = doc.list_section(list_key)
            own = [uid for uid in uids if uid in touched or uid in self.base.get(list_key, ())]
            if section not in doc.CARRIED or own:
                document[list_key] = ordered(self.base.get(list_key, []), own)
        document = self._with_points(document)
        pairs = [(key, v if isinstance(v, list) else [v]) for key, v in document.items()]
        return doc.clean(pairs)

    def _with_points(self, document):
        """The points that were added stand in the list, and so do those with something below."""
        points = list(document.get("points", ()))
        for key, value in document.items():
            section, _, rest = key.partition("/")
            uid = rest.partition("/")[0]
            if section == "points" and value and uid not in points:
                points.append(uid)
        return {**document, "points": points} if points else document


def ordered(base, file):
    """A list after a file: moved as in the file, what is new after its neighbour, none left out."""
    both = [uid for uid in file if uid in base]
    moved = iter(both)
    result = [next(moved) if uid in both else uid for uid in base]
    before = None
    for uid in file:
        if uid not in result:
            result.insert(result.index(before) + 1 if before else 0, uid)
        before = uid
    return result


def _uid(key):
    return key.split("/")[1] if "/" in key else ""


def _plain(text):
    return " ".join(text.split())
