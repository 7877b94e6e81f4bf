"""Forms of accounts: filters, a role to give or to end, and the acceptance of an invitation."""

from datetime import datetime, time

from crispy_forms.layout import Div, Layout
from django import forms
from django.contrib.auth import password_validation
from django.db.models import Q
from django.utils import timezone

from gtm import access, notices
from gtm.days import DayField
from gtm.directory.fields import FieldsOnly
from gtm.models import (
    CONCERNED,
    HELD_ALREADY,
    Agency,
    Family,
    Invitation,
    JournalEntry,
    Mail,
    Membership,
    Rhythm,
    User,
    WorkingGroup,
)
from gtm.widgets import TypedSelect

SEARCH = forms.TextInput(attrs={"type": "search"})


class UserFilter(forms.Form):
    """What narrows the list of accounts; a value that means nothing narrows nothing."""

    STATES = [("", "Tous"), ("active", "Actifs"), ("disabled", "Désactivés")]

    q = forms.CharField(label="Nom ou adresse", max_length=100, required=False, widget=SEARCH)
    role = forms.ChoiceField(
        label="Rôle",
        required=False,
        choices=[("", "Tous"), *Membership.Role.choices, ("none", "Sans rôle")],
    )
    state = forms.ChoiceField(label="État", choices=STATES, required=False)

    def __init__(self, data):
        super().__init__(data)
        self.is_valid()

    @property
    def is_filtered(self):
        return bool(self.cleaned_data.get("role") or self.cleaned_data.get("state"))

    @property
    def is_narrowed(self):
        return any(self.cleaned_data.values())

    def narrow(self, users, today):
        asked = self.cleaned_data
        users = users.matching(asked.get("q") or "")
        if asked.get("state"):
            users = users.filter(is_active=asked["state"] == "active")
        if not asked.get("role"):
            return users
        roles = Membership.objects.current(today)
        if asked["role"] == "none":
            return users.exclude(pk__in=roles.values("user"))
        return users.filter(pk__in=roles.filter(role=asked["role"]).values("user"))


class JournalFilter(forms.Form):
    """What narrows the journal."""

    kind = forms.ChoiceField(
        label="Objet", required=False, choices=[("", "Tous"), *JournalEntry.Kind.choices]
    )
    q = forms.CharField(
        label="Personne ou nom de l’objet", max_length=100, required=False, widget=SEARCH
    )
    since = DayField(label="Du", required=False)
    until = DayField(label="Au (inclus)", required=False)

    def __init__(self, data):
        super().__init__(data)
        self.is_valid()

    @property
    def is_narrowed(self):
        return any(self.cleaned_data.values())

    def narrow(self, entries):
        asked = self.cleaned_data
        if asked.get("kind"):
            entries = entries.filter(kind=asked["kind"])
        first, last = (_end_of(asked.get(name), at) for name, at in BOUNDS)
        return entries.about(asked.get("q") or "").between(first, last)


class MailFilter(forms.Form):
    """What narrows the list of mails; a value that means nothing narrows nothing."""

    STATES = {
        "waiting": ("en attente", Q(sent_at=None, stopped="", failures=0)),
        "failing": ("refusé ou en échec", Q(sent_at=None, stopped="", failures__gt=0)),
        "sent": ("parti", Q(sent_at__isnull=False)),
        "dead": ("adresse morte", Q(stopped=Mail.Stopped.DEAD)),
        "left": ("désinscrit", Q(stopped=Mail.Stopped.LEFT)),
    }

    q = forms.CharField(label="Adresse ou objet", max_length=100, required=False, widget=SEARCH)
    state = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *((name, label) for name, (label, _) in STATES.items())],
    )
    since = DayField(label="Du", required=False)
    until = DayField(label="Au (inclus)", required=False)

    def __init__(self, data):
        super().__init__(data)
        self.is_valid()

    @property
    def is_narrowed(self):
        return any(self.cleaned_data.values())

    def narrow(self, mails):
        asked = self.cleaned_data
        for word in (asked.get("q") or "").split():
            mails = mails.filter(Q(recipient__icontains=word) | Q(subject__icontains=word))
        if asked.get("state"):
            mails = mails.filter(self.STATES[asked["state"]][1])
        first, last = (_end_of(asked.get(name), at) for name, at in BOUNDS)
        mails = mails.filter(created_at__gte=first) if first else mails
        return mails.filter(created_at__lte=last) if last else mails


BOUNDS = (("since", time.min), ("until", time.max))


def _end_of(day, at):
    return timezone.make_aware(datetime.combine(day, at)) if day else None


class RoleForm(forms.Form):
    """A role and where it is held, among those that the giver may give."""

    role = forms.ChoiceField(
        label="Rôle", error_messages={"required": "Choisissez ce que la personne sera."}
    )
    group = forms.ModelChoiceField(
        label="Groupe (pour un rapporteur)",
        queryset=WorkingGroup.objects.filter(is_active=True).order_by("slug"),
        required=False,
        empty_label="—",
    )
    agency = forms.ModelChoiceField(
        label="Structure (pour une structure membre)",
        queryset=Agency.objects.active().filter(is_collective=False).select_related("territory"),
        required=False,
        empty_label="—",
        widget=TypedSelect,
    )

    def __init__(self, data, giver, **kwargs):
        super().__init__(data, **kwargs)
        allowed = access.scope(giver).assigns
        self.fields["role"].choices = [
            ("", "—"),
            *((value, label) for value, label in Membership.Role.choices if value in allowed),
        ]
        self.helper = FieldsOnly()
        self.helper.layout = Layout("role", Div("group", "agency", css_class="fields"))

    def clean(self):
        cleaned = super().clean()
        role = cleaned.get("role")
        if role == "secretary" and not cleaned.get("group"):
            self._want("group", "Un rapporteur l’est d’un groupe : choisissez-le.")
        if role == "partner" and not cleaned.get("agency"):
            self._want("agency", "Choisissez la structure dont la personne fait partie.")
        # What does not go with the role says nothing: the page shows both lists.
        cleaned["group"] = cleaned.get("group") if role == "secretary" else None
        cleaned["agency"] = cleaned.get("agency") if role == "partner" else None
        return cleaned

    def _want(self, name, message):
        if name not in self.errors:
            self.add_error(name, message)

    @property
    def held(self):
        """The fields of a membership or an invitation."""
        return {name: self.cleaned_data[name] for name in ("role", "group", "agency")}


INVITED_ALREADY = "Elle est déjà invitée à ce rôle : renvoyez l’invitation en attente."


class InvitationForm(RoleForm):
    """An address, and the role that waits there; `is_known`: she has it, or waits for it."""

    is_known = False

    email = forms.EmailField(
        label="Adresse électronique de la personne",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Donnez l’adresse à laquelle envoyer l’invitation.",
            "invalid": "Cette adresse n’est pas complète : nom@organisation.ne.",
        },
    )

    def __init__(self, data, giver, today, **kwargs):
        super().__init__(data, giver, **kwargs)
        self.giver, self.today = giver, today
        self.helper.layout.insert(0, "email")

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        account = User.objects.filter(email=email).first()
        if account == self.giver:
            raise forms.ValidationError("C’est votre adresse : un autre doit vous inviter.")
        if account and not account.is_active:
            raise forms.ValidationError(
                "Ce compte est désactivé : réactivez-le d’abord, dans la liste des comptes."
            )
        return email

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        email, held = cleaned["email"], self.held
        roles = Membership.objects.not_ended(self.today).filter(user__email=email)
        if roles.filter(**held).exists():
            self._is_known("role", HELD_ALREADY)
        elif Invitation.objects.waiting().filter(email=email, **held).exists():
            self._is_known("email", INVITED_ALREADY)
        return cleaned

    def _is_known(self, field, message):
        self.is_known = True
        self.add_error(field, message)


class MembershipForm(RoleForm):
    """One more role of an account, from a day on."""

    since = DayField(label="Depuis le", error_messages={"required": "Donnez le premier jour."})

    def __init__(self, data, giver, account, **kwargs):
        super().__init__(data, giver, **kwargs)
        self.account = account
        self.helper.layout.append("since")

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            same = self.account.memberships.not_ended(cleaned["since"]).filter(**self.held)
            if same.exists():
                self.add_error("role", HELD_ALREADY)
        return cleaned


class MembershipEndForm(forms.Form):
    until = DayField(
        label="Dernier jour (inclus)",
        help_text="Les droits valent encore ce jour-là. Pour les retirer tout de suite, "
        "donnez la date d’hier, ou désactivez le compte.",
        error_messages={"required": "Donnez le dernier jour."},
    )

    def __init__(self, data, membership, **kwargs):
        super().__init__(data, **kwargs)
        self.membership = membership
        self.helper = FieldsOnly()

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until < self.membership.since:
            raise forms.ValidationError("Ce jour précède le début du rôle.")
        return until


class NameForm(forms.ModelForm):
    """The name under which the others see a person."""

    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": "Nom et prénom"}
        error_messages = {"name": {"required": "Donnez votre nom."}}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()


class ContactForm(NameForm):
    """With what stands under the letters that the person sends."""

    class Meta(NameForm.Meta):
        fields = ["name", "function", "phone"]
        widgets = NameForm.Meta.widgets | {
            "function": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }
        help_texts = {"function": "Elle est écrite sous vos relances, avec le téléphone."}


class AcceptanceForm(NameForm):
    """The new account's name and password; the address is the invitation's."""

    password1 = forms.CharField(
        label="Mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Au moins 12 caractères : trois ou quatre mots que vous seul mettriez ensemble.",
        error_messages={"required": "Choisissez un mot de passe."},
    )
    password2 = forms.CharField(
        label="Le même, encore une fois",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Tapez-le une seconde fois."},
    )

    def clean_password1(self):
        password_validation.validate_password(self.cleaned_data["password1"])
        return self.cleaned_data["password1"]

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Les deux mots de passe diffèrent : retapez-les.")
        return cleaned


class NoticeChoicesForm(forms.Form):
    """A rhythm for each family of notices that concerns one of a person's roles."""

    def __init__(self, data=None, *, user, roles):
        chosen = notices.chosen_by(user)
        super().__init__(data, initial=chosen)
        self.helper = FieldsOnly()
        for family, concerned in CONCERNED.items():
            if roles & concerned or family == Family.ROLES:  # who has none may be given one
                self.fields[family] = forms.ChoiceField(label=family.label, choices=Rhythm.choices)
