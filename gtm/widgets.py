"""Fields of forms as they stand on the page."""

from django import forms


class TypedSelect(forms.Select):
    """A long list: a script lets one type in it (static/js/typed-choice.js)."""

    def __init__(self, attrs=None, choices=()):
        super().__init__({"data-typed": "", **(attrs or {})}, choices)
