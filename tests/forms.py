"""The forms of a page as a browser sees and sends them."""

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import html

# Copied, or opened and sent, by a script.
SCRIPTED = "//template | //dialog"
SUBMITS = './/button[not(@type) or @type="submit"] | .//input[@type="submit" or @type="image"]'


@dataclass(frozen=True)
class Sending:
    """What one button of one form sends, nothing being typed; `pairs` may name a field twice."""

    path: str
    pairs: tuple
    button: str  # what stands on it, for the reader of a failure
    key: str  # its name and value

    @property
    def data(self):
        found = {}
        for name, value in self.pairs:
            found.setdefault(name, []).append(value)
        return found


class Page:
    """The posts that a page offers, and the buttons that send nothing."""

    def __init__(self, path, content):
        self.path = path
        self.tree = html.fromstring(content)
        for part in self.tree.xpath(SCRIPTED):
            part.drop_tree()
        self.forms = [form for form in self.tree.forms if form.method == "POST"]
        self.dead = []
        for control in self.tree.xpath("//*[@form]"):
            self._give_to_its_form(control)
        self.sendings = [each for form in self.forms for each in self._sendings(form)]
        lost = [each for each in self.tree.xpath(SUBMITS) if not _is_in_form(each)]
        self.dead += [f"« {_words(each)} » is of no form" for each in lost]

    def _give_to_its_form(self, control):
        named = self.tree.xpath("//form[@id=$name]", name=control.get("form"))
        if named:
            named[0].append(control)
        else:
            self.dead.append(f"« {_words(control)} » names a form that is not there")

    def _sendings(self, form):
        fields = [(name, _as_sent(value)) for name, value in form.form_values()]
        if "csrfmiddlewaretoken" not in dict(fields):
            self.dead.append(f"{form.get('action')}: no token")
        buttons = [each for each in form.xpath(SUBMITS) if each.get("disabled") is None]
        if not buttons:
            self.dead.append(f"{form.get('action')}: no button")
        for button in buttons:
            name, value = button.get("name", ""), button.get("value", "")
            path = urljoin(self.path, button.get("formaction") or form.get("action") or self.path)
            own = [(name, value)] if name else []
            yield Sending(path, (*fields, *own), _words(button), f"{name}={value}")


def _words(control):
    return " ".join(control.text_content().split()) or control.get("value", "")


def _is_in_form(control):
    return next(control.iterancestors("form"), None) is not None


def _as_sent(value):
    return value.replace("\r\n", "\n").replace("\n", "\r\n")
