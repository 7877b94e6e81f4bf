"""What the forms of the directory share."""

from crispy_forms.helper import FormHelper
from django import forms

from gtm.models import NEWS_DAYS_WANTED
from gtm.names import fold


def number_errors(told):
    """Whatever is wrong with a number, the same is told."""
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), told)


NEWS_DAYS_ERRORS = number_errors(NEWS_DAYS_WANTED)  # of the country, a structure or a group


class FieldsOnly(FormHelper):
    """For crispy forms whose template writes the form tag, its token and its buttons."""

    form_tag = False
    disable_csrf = True


class TerritoryChoice(forms.ModelChoiceField):
    """Names alone would mix up Tahoua the region, the department and the town."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.select_related("parent"), **kwargs)

    def label_from_instance(self, territory):
        if territory.kind == territory.Kind.DEPARTMENT:
            return f"{territory.name} (département, région {territory.parent.name})"
        return f"{territory.name} ({territory.get_kind_display()})"


def filled_lines(text):
    """The typed lines without blanks around, the empty ones left out."""
    return "\n".join(filter(None, map(str.strip, text.splitlines())))


def one_per_line(text):
    """The typed names, one per line, without blanks and without a second spelling of the same."""
    names = {}
    for line in text.splitlines():
        name = " ".join(line.split())
        if fold(name):
            names.setdefault(fold(name), name)
    return "\n".join(names.values())
