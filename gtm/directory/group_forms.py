"""Forms of groups: a new one from its territory, then its name and the head of its documents."""

from itertools import chain, count

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.text import slugify

from gtm.directory.fields import NEWS_DAYS_ERRORS, FieldsOnly, filled_lines
from gtm.models import TWIN_GROUP, Country, Letterhead, Territory, WorkingGroup
from gtm.names import unaccent
from gtm.widgets import TypedSelect

Kind = Territory.Kind
Level = WorkingGroup.Level
LEVELS = {
    Kind.COUNTRY: Level.CENTRAL,
    Kind.REGION: Level.REGIONAL,
    Kind.DEPARTMENT: Level.DEPARTMENTAL,
    Kind.CITY: Level.DEPARTMENTAL,
}
# The departmental groups are those that are still to be made: they come first.
SECTIONS = [
    (Kind.DEPARTMENT, "Départements"),
    (Kind.CITY, "Villes"),
    (Kind.REGION, "Régions"),
    (Kind.COUNTRY, "Pays"),
]


def of(name):
    """« de Zinder », « d’Agadez »."""
    return f"d’{name}" if unaccent(name)[:1] in "aeiouyh" else f"de {name}"


class GroupCreateForm(forms.Form):
    """A territory is enough: name, level and letterhead follow from it and are edited after."""

    territory = forms.ModelChoiceField(
        label="Territoire",
        queryset=Territory.objects.select_related("parent").order_by("name"),
        empty_label="Choisissez un département, une ville ou une région",
        widget=TypedSelect,
        error_messages={"required": "Choisissez le territoire du groupe."},
    )
    body = forms.ChoiceField(
        label="Instance", choices=WorkingGroup.Body, initial=WorkingGroup.Body.GTM
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["territory"]
        territories = list(field.queryset)
        field.choices = [("", field.empty_label)] + [
            (label, [(t.pk, _choice(t)) for t in territories if t.kind == kind])
            for kind, label in SECTIONS
        ]
        self.helper = FieldsOnly()

    def clean(self):
        cleaned = super().clean()
        territory, body = cleaned.get("territory"), cleaned.get("body")
        if territory and body:
            twin = WorkingGroup.objects.filter(body=body, territory=territory).first()
            if twin:
                self.add_error("territory", f"Ce groupe existe déjà : {twin}.")
            else:
                cleaned["name"] = self._free_name(body, territory)

    def _free_name(self, body, territory):
        name = proposed_name(body, territory)
        if WorkingGroup.objects.filter(name=name).exists():
            self.add_error("territory", f"Un autre groupe porte déjà le nom {name}.")
        return name

    def save(self, today):
        name, territory = self.cleaned_data["name"], self.cleaned_data["territory"]
        group = WorkingGroup.objects.create(
            body=self.cleaned_data["body"],
            level=LEVELS[territory.kind],
            territory=territory,
            name=name,
            slug=free_slug(name),
            created_on=today,
            responsible_heading=Country.current().responsible_heading,
        )
        head = proposed_letterhead(territory)
        head.group = group
        head.save()
        return group


def free_slug(name):
    """Two territories may bear one name, and a group that was renamed keeps its own."""
    wanted = slugify(name.replace("/", "-"))
    taken = set(WorkingGroup.objects.values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)


def _choice(territory):
    return f"{territory.name} ({territory.parent.name})" if territory.parent else territory.name


def proposed_name(body, territory):
    """« GTM/Gouré »; where the region has the same name: « GTM/Département de Tahoua »."""
    if territory.kind == Kind.COUNTRY:
        return str(body)
    namesakes = Territory.objects.filter(name=territory.name).exclude(pk=territory.pk)
    if territory.kind == Kind.DEPARTMENT and namesakes.filter(kind=Kind.REGION).exists():
        return f"{body}/Département {of(territory.name)}"
    return f"{body}/{territory.name}"


def proposed_letterhead(territory):
    """That of the group above, with the lines and the place of this territory."""
    above = Letterhead.objects.filter(group__territory=territory.parent_id).first()
    head = above or Letterhead()
    head.pk = None
    head._state.adding = True
    head.place = territory.name.removeprefix("Ville de ")
    head.lines = "\n".join(_proposed_lines(territory, above.lines.splitlines() if above else []))
    return head


def _proposed_lines(territory, above):
    if territory.kind == Kind.COUNTRY:
        return []
    if territory.kind == Kind.REGION:
        return [f"Région {of(territory.name)}"]
    region = above or [f"Région {of(territory.parent.name)}"]
    own = territory.name if territory.kind == Kind.CITY else f"Département {of(territory.name)}"
    return [*region, own]


class GroupForm(forms.ModelForm):
    """What may change in a group that meets; body, level and territory stay."""

    class Meta:
        model = WorkingGroup
        fields = [
            "name",
            "slug",
            "responsible_heading",
            "meetings_per_year",
            "news_days",
            "has_signatures",
            "punctuates_lists",
            "is_active",
        ]
        help_texts = {
            "slug": "Lettres sans accents, chiffres et traits d’union : gtm-zinder.",
            "is_active": "Un groupe inactif garde ses comptes rendus et ne se réunit plus.",
        }
        error_messages = {
            "name": {
                "required": "Donnez le nom du groupe.",
                "unique": "Un autre groupe porte déjà ce nom.",
            },
            "slug": {
                "required": "Donnez le nom à mettre dans les fichiers.",
                "unique": "Un autre groupe a déjà ce nom dans les fichiers.",
                "invalid": "Lettres sans accents, chiffres et traits d’union seulement.",
            },
            "responsible_heading": {"required": "Donnez le titre de la colonne."},
            "meetings_per_year": {
                "required": "Donnez le nombre de réunions attendues par an.",
                "invalid": "Écrivez un nombre de 1 à 52.",
                "min_value": "Une réunion par an au moins.",
                "max_value": "52 réunions par an au plus.",
            },
            "news_days": NEWS_DAYS_ERRORS,
        }

    def clean_is_active(self):
        """The form has neither body nor territory: their constraint is asked for here."""
        group, is_active = self.instance, self.cleaned_data["is_active"]
        active = WorkingGroup.objects.filter(is_active=True).exclude(pk=group.pk)
        if is_active and active.filter(body=group.body, territory=group.territory_id).exists():
            raise forms.ValidationError(TWIN_GROUP)
        return is_active

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()
        self.helper.layout = Layout(
            Div("name", "slug", css_class="fields"),
            Div("responsible_heading", "meetings_per_year", css_class="fields"),
            "news_days",
            "has_signatures",
            "punctuates_lists",
            "is_active",
        )


class LetterheadForm(forms.ModelForm):
    """The head of the documents; a ministry that changes its name is changed here."""

    class Meta:
        model = Letterhead
        fields = ["style", "country", "motto", "ministry", "lines", "place"]
        widgets = {"lines": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "lines": "Une ligne par service : région, direction…",
            "place": "Ville imprimée devant la date, dans l’en-tête administratif.",
        }
        error_messages = {"country": {"required": "Donnez le nom du pays."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="letterhead", **kwargs)
        self.helper = FieldsOnly()
        self.helper.layout = Layout(
            "style",
            Div("country", "motto", css_class="fields"),
            "ministry",
            "lines",
            "place",
        )

    def clean_lines(self):
        return filled_lines(self.cleaned_data["lines"])
