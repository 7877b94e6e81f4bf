"""Addresses of a sending list, typed one by one or pasted, one a line."""

import re

from django import forms
from django.db.models import Q

from gtm.directory.fields import FieldsOnly
from gtm.models import Agency, ListEntry
from gtm.outbox import is_address

MOST = 200  # addresses of one list: a mail to more is a campaign
LINE = re.compile(r"(?:(?P<name>[^<>]*)<(?P<email>[^<>]+)>|(?P<bare>\S+@\S+?)[,;]?)$")


def agencies_offered(own=None):
    """Active structures, and the one that is chosen already."""
    offered = Agency.objects.filter(Q(is_active=True, is_collective=False) | Q(pk=own))
    return offered.select_related("territory").order_by("acronym", "pk")


class PasteForm(forms.Form):
    """« Mariama Issa <mariama@exemple.ne> » or the address alone, one a line."""

    addresses = forms.CharField(
        label="Ajouter des adresses",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne : « Mariama Issa &lt;mariama@exemple.ne&gt; », ou l’adresse "
        "seule. Celles qui y sont déjà restent comme elles sont.",
        error_messages={"required": "Écrivez au moins une adresse."},
    )
    agency = forms.ModelChoiceField(
        None, label="Structure", required=False, empty_label="aucune en particulier"
    )
    gets = forms.ChoiceField(label="Reçoit", choices=ListEntry.Gets, initial=ListEntry.Gets.FULL)

    def __init__(self, data, *, group):
        super().__init__(data)
        self.helper, self.group = FieldsOnly(), group
        self.fields["agency"].queryset = agencies_offered()

    def clean_addresses(self):
        """{address: name} of the lines."""
        found, wrong = {}, []
        for line in filter(None, map(str.strip, self.cleaned_data["addresses"].splitlines())):
            parts = LINE.match(line)
            email = (parts["email"] or parts["bare"]).strip().lower() if parts else ""
            if is_address(email):
                found[email] = (parts["name"] or "").strip()[:150]
            else:
                wrong.append(f"« {line[:100]} » : ce n’est pas une adresse électronique.")
        if wrong:
            raise forms.ValidationError(wrong[:20])
        if len(found) + self.group.list_entries.count() > MOST:
            raise forms.ValidationError(f"Une liste a au plus {MOST} adresses.")
        return found

    def entries(self):
        """[`ListEntry`] as typed, none of them saved."""
        shared = {"group": self.group, "agency": self.cleaned_data["agency"]}
        shared |= {"gets": self.cleaned_data["gets"]}
        return [
            ListEntry(email=email, name=name, **shared)
            for email, name in self.cleaned_data["addresses"].items()
        ]


class EntryForm(forms.ModelForm):
    class Meta:
        model = ListEntry
        fields = ["email", "name", "agency", "gets"]
        error_messages = {"email": {"required": "Donnez une adresse."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()
        self.fields["agency"].queryset = agencies_offered(self.instance.agency_id)
        self.fields["agency"].empty_label = "aucune en particulier"

    def clean_email(self):
        """The group, which is no field here, is part of what must be once."""
        email = self.cleaned_data["email"].lower()
        others = ListEntry.objects.filter(group=self.instance.group_id, email__iexact=email)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Cette adresse est déjà sur la liste.")
        return email
