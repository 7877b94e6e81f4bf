"""The root of all addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as usersessions
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from gtm.directory.urls import urlpatterns as directory
from gtm.people.urls import urlpatterns as people

# Only what is used of allauth.
account_urls = [
    path("inscription/", account.signup, name="account_signup"),  # closed; named by allauth
    path("ferme/", account.account_inactive, name="account_inactive"),
    path("verification/", account.reauthenticate, name="account_reauthenticate"),
    path("adresse/", account.email, name="account_email"),
    path(
        "adresse/envoyee/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    re_path(
        r"^adresse/(?P<key>[-:\w]+)/confirmer/$",
        account.confirm_email,
        name="account_confirm_email",
    ),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/nouveau/enregistre/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
second_factor_urls = [
    # Where allauth leads afterwards; « Mon compte » says all that its own page says.
    path("", RedirectView.as_view(pattern_name="gtm:own_account"), name="mfa_index"),
    path("activer/", totp.activate_totp, name="mfa_activate_totp"),
    path("desactiver/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("verification/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "codes/renouveler/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "codes/telecharger/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
handler400 = "gtm.views.bad_request"
handler403 = "gtm.views.forbidden"
handler404 = "gtm.views.not_found"
handler429 = "gtm.views.too_many"  # allauth's
handler500 = "gtm.views.failure"

urlpatterns = [
    path("connexion/", account.login, name="account_login"),
    path("connexion/code/", mfa.authenticate, name="mfa_authenticate"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("compte/", include(account_urls)),
    path("compte/second-facteur/", include(second_factor_urls)),
    path("compte/sessions/", usersessions.list_usersessions, name="usersessions_list"),
    path("actions/", include("actions.urls")),
    path("", include(([*directory, *people], "gtm"))),
    path("", include("gtm.watching.urls")),
    path("", include("meetings.urls")),
    path("api/", include("meetings.exports.urls")),
]
