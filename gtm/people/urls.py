"""Addresses of accounts, invitations and the journal, under the name `gtm:` (see gtm/urls.py)."""

from django.urls import path

from gtm.kept import kept_form
from gtm.people import (
    acceptance,
    invitation_imports,
    invitations,
    journal,
    mails,
    notices,
    own,
    tokens,
    unsubscription,
    users,
)

urlpatterns = [
    path("reprendre/", kept_form, name="kept_form"),
    path("compte/", own.own_account, name="own_account"),
    path("compte/nom/", own.own_name, name="own_name"),
    path("compte/jetons/", tokens.token_list, name="token_list"),
    path("compte/jetons/<int:pk>/revoquer/", tokens.token_revoke, name="token_revoke"),
    path("avis/", notices.notice_list, name="notice_list"),
    path("avis/vus/", notices.notices_see, name="notices_see"),
    path("avis/rythme/", notices.notice_choices, name="notice_choices"),
    path("comptes/", users.user_list, name="user_list"),
    path("comptes/inviter/", invitations.invitation_create, name="invitation_create"),
    path("comptes/importer/", invitation_imports.invitation_import, name="invitation_import"),
    path("comptes/invitations/", invitations.invitation_list, name="invitation_list"),
    path(
        "comptes/invitations/<int:pk>/renvoyer/",
        invitations.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "comptes/invitations/<int:pk>/retirer/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("comptes/<int:pk>/", users.user_detail, name="user_detail"),
    path("comptes/<int:pk>/coordonnees/", users.user_edit, name="user_edit"),
    path("comptes/<int:pk>/desactiver/", users.user_disable, name="user_disable"),
    path("comptes/<int:pk>/confirmer/", users.user_confirm, name="user_confirm"),
    path("comptes/<int:pk>/reactiver/", users.user_enable, name="user_enable"),
    path(
        "comptes/<int:pk>/second-facteur/reinitialiser/",
        users.user_reset_factor,
        name="user_reset_factor",
    ),
    path("comptes/<int:pk>/roles/ajouter/", users.membership_add, name="membership_add"),
    path(
        "comptes/<int:pk>/roles/<int:membership>/terminer/",
        users.membership_end,
        name="membership_end",
    ),
    path("invitation/<str:token>/", acceptance.invitation_accept, name="invitation_accept"),
    path("courriels/", mails.mail_list, name="mail_list"),
    path("courriels/<int:pk>/", mails.mail_detail, name="mail_detail"),
    path("courriels/<int:pk>/renvoyer/", mails.mail_again, name="mail_again"),
    path("courriels/adresses/reessayer/", mails.address_give_back, name="address_give_back"),
    path(
        "courriels/desinscription/<str:token>/",
        unsubscription.unsubscription,
        name="unsubscription",
    ),
    path("journal/", journal.journal_list, name="journal_list"),
]
