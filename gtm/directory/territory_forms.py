"""Form of a territory: its name and the other spellings of it; codes and places are not edited."""

from django import forms

from gtm.directory.fields import FieldsOnly, one_per_line
from gtm.models import Territory
from gtm.names import fold


class TerritoryForm(forms.ModelForm):
    """« Ville de Tahoua » is not « Tahoua », and there may be a Tibiri in two regions."""

    class Meta:
        model = Territory
        fields = ["name", "variants"]
        widgets = {"variants": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "variants": "Graphies vues dans les documents. Accents, majuscules, espaces, traits "
            "d’union et apostrophes ne comptent pas.",
        }
        error_messages = {"name": {"required": "Donnez le nom du territoire."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()

    def clean_variants(self):
        return one_per_line(self.cleaned_data["variants"])

    def clean(self):
        super().clean()
        taken = self._names_taken()
        typed = [("name", self.cleaned_data.get("name", ""))]
        typed += [("variants", line) for line in self.cleaned_data.get("variants", "").splitlines()]
        for field, name in typed:
            if fold(name) in taken:
                self.add_error(field, f"« {name} » désigne déjà {taken[fold(name)]}.")

    def _names_taken(self):
        """A homonym elsewhere is right; beside it, under the same parent, it is a mistake."""
        beside = Territory.objects.filter(parent=self.instance.parent_id)
        return {
            fold(name): f"{other.name} ({other.get_kind_display()}, {other.pcode})"
            for other in beside.exclude(pk=self.instance.pk)
            for name in [other.name, *other.variants.splitlines()]
        }
