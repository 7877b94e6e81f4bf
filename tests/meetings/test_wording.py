"""The words of letters: fields in braces, what is left out, what is told of unknown ones."""

from meetings.convocation import wording


def test_a_field_is_found_whatever_its_case_and_accents():
    fields = {"réunion": "réunion ordinaire", "groupe": "GTM/Zinder"}
    text = "À la {reunion} du { Groupe }, {date}"
    assert wording.filled(text, fields) == "À la réunion ordinaire du GTM/Zinder, {date}"


def test_a_lone_brace_is_text():
    text = "Un { seul, et } aussi, {} encore, {{groupe}}"
    assert wording.filled(text, {"groupe": "G"}) == "Un { seul, et } aussi, {} encore, {G}"


def test_a_line_whose_field_is_empty_is_left_out():
    text = "Un.\n\nMotif : {motif}\n\nDeux."
    assert wording.filled(text, {"motif": ""}) == "Un.\n\nDeux."
    assert wording.filled(text, {"motif": "crue"}) == "Un.\n\nMotif : crue\n\nDeux."
    assert wording.filled(text, {}) == text


def test_unknown_fields_are_told_as_typed():
    assert wording.unknown("{groupe} {Dat} {ordre  du jour} {x}") == ["Dat", "x"]
