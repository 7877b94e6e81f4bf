"""The French that the product says: its spaces, its apostrophes, its plurals."""

import pytest

from tests.french_sources import of_python, of_script, of_template, plain_spaces


def test_no_source_parts_a_sign_from_its_word():
    """`python -m tests.french_sources` writes the spaces that are missing."""
    assert plain_spaces() == []


# ~ stands for U+00A0, ^ for U+202F.
SPACES = str.maketrans({"~": "\u00a0", "^": "\u202f"})


@pytest.mark.parametrize(
    ("reader", "source", "right"),
    [
        (of_template, "<p>Motif : oui ?</p>", "<p>Motif~: oui^?</p>"),
        (of_template, '{% if a == "b" %} ; {# a : b #}', '{% if a == "b" %}^; {# a : b #}'),
        (
            of_template,
            '<a href="/? a" title="Le : {{ x }}">',
            '<a href="/? a" title="Le~: {{ x }}">',
        ),
        (of_script, "const a = b ? c : d; // e ?", None),
        (of_script, 'say("Perdu ? Non !");', 'say("Perdu^? Non^!");'),
        (of_script, "say(`${a ? `x : ${b}` : c} ?`);", "say(`${a ? `x~: ${b}` : c}^?`);"),
        (of_python, 'a = "Lieu : ici"\n', 'a = "Lieu~: ici"\n'),
        (of_python, 'a = f"Lieu : {b[1 : 2]} !"\n', 'a = f"Lieu~: {b[1 : 2]}^!"\n'),
        (of_python, '"""A docstring : so."""\na = b.rstrip(" :")\n', None),
        (of_python, 'a = re.compile("(a) ?")\n', None),
        (of_python, 'a = r"(a) ?"\nb = "rien : dit"\n', 'a = r"(a) ?"\nb = "rien~: dit"\n'),
    ],
)
def test_only_what_is_said_is_changed(reader, source, right):
    assert reader(source) == (right or source).translate(SPACES)
