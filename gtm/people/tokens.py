"""« Jetons d’accès aux données »: made, shown once, revoked by the person whose they are."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm import journal
from gtm.models import AccessToken

MOST = 10  # open tokens of a person
TOO_MANY = f"Vous avez déjà {MOST} jetons : révoquez-en un qui ne sert plus, puis recommencez."


class TokenForm(forms.ModelForm):
    """`days`: how long it opens; a forgotten key does not stay one for ever."""

    days = forms.TypedChoiceField(
        label="Valable",
        coerce=int,
        choices=[(30, "30 jours"), (90, "90 jours"), (365, "un an")],
        initial=90,
    )

    class Meta:
        model = AccessToken
        fields = ["name", "purpose"]
        widgets = {"purpose": forms.RadioSelect}
        help_texts = {
            "name": "Ce qui s’en sert : « tableau de bord de l’OIM », « lecteur de fils ».",
        }

    def __init__(self, data, user, now):
        super().__init__(data)
        self.instance.user, self.now = user, now
        self.fields["purpose"].choices = AccessToken.Purpose.choices

    def clean(self):
        if AccessToken.objects.open(self.now).filter(user=self.instance.user).count() >= MOST:
            self.add_error(None, TOO_MANY)

    def made(self):
        """(the token as a row, its secret, which is kept nowhere). Call inside a transaction."""
        row = self.instance
        row.created_at = self.now
        row.expires_at = self.now + timedelta(days=self.cleaned_data["days"])
        secret = row.renew()
        row.save()
        journal.record_changes(row.user, self.now, row, {}, "jeton créé")
        return row, secret


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request):
    """One's own; the one just made is shown in this answer and never again."""
    now, made, secret = timezone.now(), None, ""
    form = TokenForm(request.POST or None, request.user, now)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made, secret = form.made()
        form = TokenForm(None, request.user, now)
    tokens = AccessToken.objects.open(now).filter(user=request.user)
    context = {"tokens": tokens, "form": form, "made": made, "secret": secret}
    context["site"] = settings.SITE_URL
    return render(request, "gtm/token_list.html", context)


@require_POST
def token_revoke(request, pk):
    """It opens nothing any more; said so once."""
    token = get_object_or_404(request.user.access_tokens.select_related("user"), pk=pk)
    now = timezone.now()
    with transaction.atomic():
        if AccessToken.objects.filter(pk=pk, revoked_at=None).update(revoked_at=now):
            journal.record(request.user, now, "jeton révoqué", token)
    messages.success(request, f"Le jeton « {token.name} » ne donne plus rien à personne.")
    return redirect("gtm:token_list")
