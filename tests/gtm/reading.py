"""What a person reads on a page: its text, the rows of its list, the errors of its form."""

import re


def text_of(answer):
    """Its words; kinds of spaces are no matter here."""
    page = re.sub(r'<span class="nobr">(.*?)</span>', r"\1", answer.content.decode())
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def titles(answer):
    """What stands in the rows of a list, in order: structures and the antennes under them."""
    rows = re.findall(
        r'class="listing-title">(.*?)</p>|<li><a href="/structures/\d+/">(.*?)</a></li>',
        answer.content.decode(),
    )
    return [re.sub(r"<[^>]*>", "", title or chip) for title, chip in rows]


def errors_of(answer, form="form"):
    return {name: list(errors) for name, errors in answer.context[form].errors.items()}
