"""What a person reads on a page: its text, the rows of its list, the errors of its form."""

import re


def text_of(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def titles(answer):
    """What stands in the rows of a list, in order: structures and the antennes under them."""
    rows = re.findall(
        r'class="listing-title">(.*?)</p>|<li><a href="/structures/\d+/">(.*?)</a></li>',
        answer.content.decode(),
    )
    return [re.sub(r"<[^>]*>", "", title or chip) for title, chip in rows]


def errors_of(answer, form="form"):
    return {name: list(errors) for name, errors in answer.context[form].errors.items()}
