"""« Courriels »: what went to whom, when, what became of it; send again, give an address back."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gtm import access, journal, outbox
from gtm.ids import number_in
from gtm.mailing import refused
from gtm.models import Address, JournalEntry, Mail
from gtm.outbox import is_address
from gtm.people.forms import MailFilter
from gtm.refusals import telling
from gtm.tokens import masked
from gtm.typography import counted

PER_PAGE = 50
DEAD_SHOWN = 50


@require_safe
def mail_list(request):
    """The newest first; `?avant=` is the number of the last one of the page before."""
    access.require(access.scope(request.user).reads_mails)
    form = MailFilter(request.GET)
    found = form.narrow(Mail.objects.defer("body", "calendar")).order_by("-pk")
    before = number_in(request.GET.get("avant"))
    rows = list((found.filter(pk__lt=before) if before else found)[: PER_PAGE + 1])
    context = {
        "form": form,
        "mails": rows[:PER_PAGE],
        "before": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
        "is_first": not before,
        "dead": () if before or form.is_narrowed else Address.objects.dead()[:DEAD_SHOWN],
    }
    return render(request, "gtm/mail_list.html", context)


@require_safe
def mail_detail(request, pk):
    """One mail, the addresses that open a door blanked; of a mail that is one, nothing."""
    access.require(access.scope(request.user).reads_mails)
    mail = get_object_or_404(Mail.objects.select_related("agency__territory"), pk=pk)
    is_secret = mail.key.startswith(outbox.SECRET)
    context = {
        "mail": mail,
        "is_secret": is_secret,
        "text": "" if is_secret else masked(mail.body),
        "refused": refused.of([mail.recipient]).get(mail.recipient.lower()),
    }
    return render(request, "gtm/mail_detail.html", context)


@require_POST
def mail_again(request, pk):
    """One that did not go waits again; one that went goes a second time, once a day."""
    access.require(access.scope(request.user).reads_mails)
    mail, now = get_object_or_404(Mail, pk=pk), timezone.now()
    with telling(request, "Le courriel part dans la minute."), transaction.atomic():
        outbox.again(mail, now)
        _note(request.user, now, "courriel à renvoyer", mail.pk, str(mail))
    return redirect("gtm:mail_detail", pk)


@require_POST
def address_give_back(request):
    """« Réessayer »: an address that is dead lives; its structure's page offers it too."""
    mine, now = access.scope(request.user), timezone.now()
    access.require(mine.gives_addresses_back)
    email = request.POST.get("email", "").strip().lower()
    row = get_object_or_404(Address, email=email) if is_address(email) else None
    if row is not None:
        with transaction.atomic():
            waiting = refused.give_back(row.email, now)
            _note(request.user, now, "adresse à réessayer", row.pk, row.email)
        more = f" {counted(waiting, 'courriel')} y part." if waiting else ""
        messages.success(request, f"L’adresse {row.email} sera essayée de nouveau.{more}")
    if group := number_in(request.POST.get("groupe")):
        return redirect("gtm:list_entries", group)
    return redirect("gtm:mail_list" if mine.reads_mails else "gtm:group_list")


def _note(by, now, action, number, label):
    journal.tell(by, now, action, JournalEntry.Kind.MAIL, number, label)
