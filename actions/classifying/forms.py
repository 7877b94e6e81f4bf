"""Forms of a framework and of its items."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from actions.classifying.choice import named
from actions.frameworks import LEVELS, Framework, FrameworkItem, every_item
from gtm.days import DayField

DEEP = f"Un cadre a {LEVELS} niveaux au plus : choisissez un élément plus haut."
TAKEN = "Un autre élément de ce cadre porte déjà ce code."
CHANGED = (
    "Cochez la case pour changer le libellé partout, ou fermez cet élément et créez-en un autre."
)


class FieldsOnly(FormHelper):
    form_tag = False
    disable_csrf = True


class FrameworkForm(forms.ModelForm):
    class Meta:
        model = Framework
        fields = ["name", "word", "since", "until"]
        field_classes = {"since": DayField, "until": DayField}
        help_texts = {"until": "Passé ce jour, il n’est donné à aucune décision plus récente."}
        error_messages = {
            "name": {"required": "Donnez le nom du cadre."},
            "word": {"required": "Dites comment s’appelle un élément : axe, objectif…"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()
        self.helper.layout = Layout("name", "word", Div("since", "until", css_class="fields"))


class ItemForm(forms.ModelForm):
    """An item of `instance.framework`; its parent is of the same set, and not below it.

    `is_warned`: whether a wording in use changes only once it is confirmed.
    """

    confirmed = forms.BooleanField(label="Oui, corriger ce libellé partout", required=False)

    class Meta:
        model = FrameworkItem
        fields = ["code", "wording", "parent", "position", "since", "until"]
        field_classes = {"since": DayField, "until": DayField}
        widgets = {"wording": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "position": "Parmi ceux du même niveau, le plus petit d’abord.",
            "until": "Pour fermer l’élément : il reste là où il est, et n’est plus donné ensuite.",
        }
        error_messages = {
            "code": {"required": "Donnez le code de l’élément."},
            "wording": {"required": "Donnez le libellé de l’élément."},
        }

    def __init__(self, *args, is_warned=True, **kwargs):
        super().__init__(*args, **kwargs)
        framework, own = self.instance.framework, self.instance.pk
        items = every_item(framework=framework)
        family = next((each.family for each in items if each.pk == own), [])
        self.parents = {each.pk: each for each in items if each.pk not in family}
        self.height = max((e.depth for e in items if e.pk in family), default=0)
        self.height -= next((each.depth for each in items if each.pk == own), 0)
        choices = [(pk, named(each)) for pk, each in self.parents.items()]
        self.fields["parent"].queryset = FrameworkItem.objects.filter(pk__in=self.parents)
        self.fields["parent"].choices = [("", "aucun : premier niveau"), *choices]
        self.fields["position"].required = False
        self.uses = self.instance.uses if own else ""
        if not (self.uses and is_warned):
            del self.fields["confirmed"]
        self.helper = FieldsOnly()
        days = Div("since", "until", css_class="fields")
        rest = ["confirmed"] if "confirmed" in self.fields else []
        self.helper.layout = Layout("code", "wording", "parent", "position", days, *rest)

    def clean_code(self):
        code = self.cleaned_data["code"]
        others = FrameworkItem.objects.filter(framework=self.instance.framework, code=code)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(TAKEN)
        return code

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and self.parents[parent.pk].depth + 1 + self.height >= LEVELS:
            raise forms.ValidationError(DEEP)
        return parent

    def clean_position(self):
        position = self.cleaned_data["position"]
        if position is not None:
            return position
        if self.instance.pk:
            return self.instance.position
        last = FrameworkItem.objects.filter(framework=self.instance.framework)
        return (last.order_by("-position").values_list("position", flat=True).first() or 0) + 1

    def clean(self):
        cleaned = super().clean()
        is_other = {"code", "wording"} & set(self.changed_data)
        if "confirmed" in self.fields and is_other and not cleaned.get("confirmed"):
            self.add_error("confirmed", CHANGED)
        return cleaned
