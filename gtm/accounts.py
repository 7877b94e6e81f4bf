"""What allauth asks of us: who signs in, how its mails leave, whose second factor may go."""

import secrets
from datetime import timedelta

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.urls import reverse
from django.utils import timezone

from gtm import journal, kept, outbox
from gtm.models import Notice, User

# Acts that allauth tells the person of: the same are told to the journal.
ACTS = {
    "account/email/password_changed": "mot de passe changé",
    "account/email/password_reset": "mot de passe remplacé par le lien d’un courriel",
    "account/email/email_changed": "adresse changée",
    "mfa/email/totp_activated": "second facteur activé",
    "mfa/email/totp_deactivated": "second facteur désactivé",
    "mfa/email/recovery_codes_generated": "codes de secours renouvelés",
}


def display_name(user):
    return user.name


class ByAddress(AuthenticationBackend):
    """One look-up of the account's own address, whoever asks: as many for a stranger's.

    allauth also takes addresses that are not confirmed yet; here they open nothing.
    """

    def _authenticate_by_email(self, email, password):
        user = User.objects.filter(email=email.lower()).first()
        return self._check_password(user, password)

    def get_user(self, user_id):
        """With how many notices are new, which every page tells: in the query that reads her."""
        new = Notice.objects.count_of_new(timezone.localdate())
        user = User.objects.annotate(count_of_new=new).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class Accounts(DefaultAccountAdapter):
    """Accounts are made by invitation; mails go through the outbox, with our own address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse électronique ou le mot de passe ne convient pas.",
        "too_many_login_attempts": "Trop d’essais : attendez quelques minutes, puis réessayez.",
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Its key is of one use: such mails hold a link that serves once."""
        site = {"request": self.request, "email": email, "site_url": settings.SITE_URL}
        mail = self.render_mail(template_prefix, email, site | context)
        key = f"{outbox.SECRET}{template_prefix}:{secrets.token_urlsafe(16)}"
        outbox.put(key, email, mail.subject, mail.body)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        changes = []
        if template_prefix == "account/email/email_changed":
            changes = [["adresse électronique", context["from_email"], context["to_email"]]]
        actor = self.request.user if self.request.user.is_authenticated else user
        act = ACTS.get(template_prefix)
        if act:
            journal.record(actor, timezone.now(), act, user, changes)
        super().send_notification_mail(template_prefix, user, context, email)

    def get_reset_password_from_key_url(self, key):
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request, emailconfirmation):
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_password_change_redirect_url(self, request):
        return reverse("gtm:own_account")

    def is_reauthentication_required(self, *, app, **kwargs):
        """A password typed at the sign-in a moment ago is not asked for again."""
        records = get_authentication_records(self.request, self.request.user)
        limit = timezone.now() - timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)
        return not any(record["at"] > limit.timestamp() for record in records)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """An owner's browser has tries of its own: strangers who use up the others bar nobody."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        account = kept.account_of(request)
        owners = User.objects.filter(pk=account, email=credentials.get("email", "").lower())
        return f"{key}:known" if account and owners.exists() else key

    def get_client_ip(self, request):
        """Fewer lines in X-Forwarded-For than proxies: whoever asks has gone round them."""
        try:
            return super().get_client_ip(request)
        except ImproperlyConfigured:
            return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - an address of nobody


class SecondFactor(DefaultMFAAdapter):
    """Who must have a second factor does not switch it off."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Votre rôle exige un second facteur. Pour changer de "
        "téléphone, demandez à un administrateur de le réinitialiser."
    }

    def can_delete_authenticator(self, authenticator):
        return not (settings.SECOND_FACTOR_REQUIRED and authenticator.user.needs_second_factor)


def _name_address(form, name):
    """One word for one thing; allauth has three, one of them hidden in the empty field."""
    form.fields[name].label = "Adresse électronique"
    form.fields[name].widget.attrs.pop("placeholder", None)


class NewAddressForm(AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _name_address(self, "email")


class SignInForm(LoginForm):
    """What is wrong is told at a field, where a screen reader finds it, and leads there."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _name_address(self, "login")
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean(self):
        try:
            return super().clean()
        except ValidationError as refusal:
            self.add_error("password", refusal)
            return self.cleaned_data


class ActivateForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code affiché par l’application"
        self.fields["code"].widget.attrs.pop("placeholder", None)


class LostPasswordForm(ResetPasswordForm):
    """The same answer and the same work for every address, known or not.

    Without an account the mail is written too, to nobody: the outbox drops it when it comes by.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _name_address(self, "email")

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs):
        email = self.cleaned_data["email"]
        user = User.objects.filter(email=email, is_active=True).first()
        someone = user or User(pk=0, email=email, name="", password="-")  # noqa: S106 - of nobody
        adapter = Accounts(request)
        key = f"{user_pk_to_url_str(someone)}-{default_token_generator.make_token(someone)}"
        link = adapter.get_reset_password_from_key_url(key)
        recipient = user.email if user else ""
        context = {"user": someone, "password_reset_url": link}
        adapter.send_password_reset_mail(someone, recipient, context)
        return email
