"""The map being made: each field with its mark, and what found no place. Pure."""

from meetings.text import document as doc


class Draft:
    """`marks`: {key: [is sure, place in the original]}; `left`: [(place, text)] not taken."""

    def __init__(self):
        self.document, self.marks, self.left = {}, {}, []

    def put(self, key, value, place, sure=True):
        """Write a field, cut nowhere: what is longer than the field is left, and said."""
        value = value.strip()
        if not value:
            return
        field = doc.field_of(key)
        if len(value) > field.limit and not field.choices:
            self.left.append((place, value))
            return
        self.document[key] = value
        self.marks[key] = [sure, place]

    def fill(self, key, value, place, sure=True):
        """Write a field that nothing has filled yet; whether it was."""
        if not value.strip() or key in self.document:
            return False
        self.put(key, value, place, sure)
        return True

    def more(self, key, text, joint, place, sure=True):
        """Add to a text; it is sure as long as all of it is. What finds no room is left."""
        before = self.document.get(key)
        if before is None:
            self.put(key, text, place, sure)
            return
        was_sure, first = self.marks[key]
        whole = f"{before}{joint}{text.strip()}"
        if len(whole) > doc.field_of(key).limit:
            self.leave(place, text)
        else:
            self.document[key], self.marks[key] = whole, [sure and was_sure, first]

    def row(self, list_key):
        """A new row at the end of a list: the beginning of the keys of its fields."""
        uid = doc.new_uid()
        self.document.setdefault(list_key, []).append(uid)
        return f"{doc.list_section(list_key)}/{uid}/"

    def leave(self, place, text):
        if text.strip():
            self.left.append((place, text.strip()))

    def doubt(self, key):
        if key in self.marks:
            self.marks[key][0] = False
