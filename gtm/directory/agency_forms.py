"""Forms of structures: the filter of the list, and the sheet of one."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Q

from gtm.directory.fields import NEWS_DAYS_ERRORS, FieldsOnly, TerritoryChoice, one_per_line
from gtm.models import (
    ANTENNE_COLLECTIVE,
    ANTENNE_OWN,
    ANTENNE_PLACE,
    Agency,
    Territory,
)
from gtm.names import fold
from gtm.widgets import TypedSelect


class AgencyFilter(forms.Form):
    """What narrows the list; a value that means nothing narrows nothing."""

    STATES = [("", "En activité"), ("inactive", "Inactives"), ("all", "Toutes")]

    q = forms.CharField(
        label="Sigle, nom ou autre graphie",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    category = forms.ChoiceField(label="Catégorie", required=False)
    region = forms.ModelChoiceField(
        label="Région",
        queryset=Territory.objects.none(),
        required=False,
        empty_label="Toutes",
    )
    state = forms.ChoiceField(label="État", choices=STATES, required=False)

    def __init__(self, data, agencies, territories):
        """`agencies` and `territories` are those that the person may see."""
        super().__init__(data)
        self.fields["region"].queryset = territories.filter(kind=Territory.Kind.REGION)
        categories = sorted({agency.category for agency in agencies}, key=fold)
        self.fields["category"].choices = [("", "Toutes"), *((c, c) for c in categories)]
        self.is_valid()

    @property
    def is_filtered(self):
        """By more than words: the criteria are then shown open."""
        return any(value for name, value in self.cleaned_data.items() if name != "q")

    @property
    def is_narrowed(self):
        return any(self.cleaned_data.values())

    def matches(self, agency):
        """Whether an agency, loaded with the territories above it, is among those asked for."""
        asked = self.cleaned_data
        region = asked.get("region")
        return (
            _is_in_state(agency, asked.get("state"))
            and (not asked.get("category") or agency.category == asked["category"])
            and (region is None or _is_in(agency, region))
            and _has_words(agency, asked.get("q") or "")
        )


def _is_in_state(agency, state):
    return state == "all" or agency.is_active == (state != "inactive")


def _is_in(agency, region):
    return agency.territory is not None and agency.territory.region == region


def _has_words(agency, query):
    names = [fold(name) for name in agency.all_names]
    return all(any(fold(word) in name for name in names) for word in query.split())


class AgencyForm(forms.ModelForm):
    """A structure; a name that already means another one in the same place is refused."""

    class Meta:
        model = Agency
        fields = [
            "acronym",
            "name",
            "category",
            "is_collective",
            "aliases",
            "parent",
            "territory",
            "email",
            "phone",
            "news_days",
            "remark",
            "answers_by_link",
            "is_active",
        ]
        field_classes = {"territory": TerritoryChoice}
        widgets = {
            "parent": TypedSelect,
            "territory": TypedSelect,
            "category": forms.TextInput(attrs={"list": "categories"}),
            "aliases": forms.Textarea(attrs={"rows": 3}),
            "remark": forms.Textarea(attrs={"rows": 2}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
        }
        help_texts = {
            "parent": "À remplir pour une antenne : OIM pour « OIM Zinder ».",
            "news_days": "Laissez vide pour suivre le réglage de la structure dont elle est "
            "l’antenne, du groupe ou du pays.",
            "is_active": "Une structure inactive garde son histoire et n’est plus proposée.",
        }
        error_messages = {
            "acronym": {"required": "Donnez le sigle, ou le nom d’usage s’il n’y en a pas."},
            "name": {"required": "Donnez le nom complet."},
            "category": {"required": "Donnez la catégorie ; vous pouvez en écrire une nouvelle."},
            "news_days": NEWS_DAYS_ERRORS,
            "email": {"invalid": "Cette adresse n’est pas complète : nom@organisation.ne."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parents = Agency.objects.filter(parent=None, is_collective=False)
        self.fields["parent"].queryset = parents.select_related("territory")
        self.fields["parent"].empty_label = "Aucune"
        self.fields["territory"].empty_label = "Tout le pays"
        self.helper = FieldsOnly()
        self.helper.layout = Layout(
            Fieldset(
                "Noms",
                Div("acronym", "category", css_class="fields"),
                "name",
                "aliases",
                "is_collective",
            ),
            Fieldset("Rattachement", Div("parent", "territory", css_class="fields")),
            Fieldset("Contact", Div("email", "phone", css_class="fields"), "answers_by_link"),
            Fieldset("Suivi", "news_days"),
            Fieldset("Suivi de la fiche", "remark", "is_active"),
        )

    def clean_aliases(self):
        return one_per_line(self.cleaned_data["aliases"])

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent is None:
            return None
        if parent.pk == self.instance.pk:
            raise forms.ValidationError(ANTENNE_OWN)
        if self.instance.pk and self.instance.antennes.exists():
            raise forms.ValidationError(
                "Cette structure a elle-même des antennes : elle ne peut pas en devenir une."
            )
        return parent

    def clean(self):
        super().clean()
        self._check_antenne()
        self._check_names()

    def _check_antenne(self):
        parent = self.cleaned_data.get("parent")
        if parent and not self.cleaned_data.get("territory") and "territory" not in self.errors:
            self.add_error("territory", ANTENNE_PLACE)
        if parent and self.cleaned_data.get("is_collective"):
            self.add_error("is_collective", ANTENNE_COLLECTIVE)

    def _keep_former_acronym(self, taken):
        """Minutes and habits go on writing it: it becomes an alias, unless it means another now."""
        former, aliases = self.initial.get("acronym", ""), self.cleaned_data.get("aliases", "")
        is_renamed = self.instance.pk and fold(former) != fold(self.cleaned_data["acronym"])
        if is_renamed and fold(former) not in taken:
            self.cleaned_data["aliases"] = one_per_line(f"{aliases}\n{former}")

    def _check_names(self):
        taken = self._names_taken()
        acronym = self.cleaned_data.get("acronym", "")
        typed = [("acronym", acronym), ("name", self.cleaned_data.get("name", ""))]
        typed += [("aliases", name) for name in self.cleaned_data.get("aliases", "").splitlines()]
        for field, name in typed:
            other = taken.get(fold(name))
            if other is not None:
                self.add_error(field, f"« {name} » désigne déjà {other.label} ({other.name}).")
        if not self.errors:
            self._keep_former_acronym(taken)

    def _names_taken(self):
        """Folded names of the others that one meeting can meet together with this structure."""
        territory = self.cleaned_data.get("territory")
        others = Agency.objects.exclude(pk=self.instance.pk).select_related("territory")
        if territory is not None:
            near = Q(territory=None) | Q(territory=territory) | Q(territory__parent=territory)
            others = others.filter(near | Q(territory=territory.parent_id))
        strangers = [other for other in others if not self._is_family(other)]
        # Antennes first: where both have the name, the message tells the structure itself.
        strangers.sort(key=lambda other: other.territory_id is None)
        return {fold(name): other for other in strangers for name in other.all_names}

    def _is_family(self, other):
        """A structure and its antennes share their names: the place tells which is meant."""
        parent = self.cleaned_data.get("parent")
        if parent is None:
            return self.instance.pk is not None and other.parent_id == self.instance.pk
        elsewhere = other.territory != self.cleaned_data.get("territory")
        return other.pk == parent.pk or (other.parent_id == parent.pk and elsewhere)
