"""Screens of one action: where it comes from, what became of it, and what one may do."""

from django.contrib import messages
from django.http import FileResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions import deadlines, escalation
from actions.charging import FORMS
from actions.follow_up import Overtaken
from actions.models import ActionItem
from actions.silence import Owed
from gtm.refusals import NotNow


@require_safe
def deadline_reading(request):
    """How a deadline is read, shown under the field while it is typed: {"reading", "warning"}."""
    held_on = deadlines.parse_day(request.GET.get("reunion", ""))
    deadline = deadlines.parse(request.GET.get("texte", ""), held_on)
    return JsonResponse(
        {
            "reading": deadlines.describe(deadline),
            "warning": deadlines.warning(deadline, held_on),
        }
    )


@require_safe
def action_detail(request, pk):
    action = _action(ActionItem.objects.visible_to(request.user), pk)
    return _page(request, action, timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def action_act(request, pk, verb):
    """Do one verb and come back; what cannot be done is said beside what was typed."""
    if request.method != "POST":
        return redirect("actions:action_detail", pk)
    form_class, now = FORMS[verb], timezone.now()
    action = _action(getattr(ActionItem.objects, form_class.may)(request.user), pk)
    form = form_class(request.POST, request.FILES, action=action, user=request.user, at=now)
    if not form.is_valid():
        return _page(request, action, now, form, status=422)
    try:
        form.act()
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        status = 409 if isinstance(refusal, Overtaken) else 403
        return _page(request, action, now, form, status=status)
    messages.success(request, form.done)
    return redirect(_way_back(form.cleaned_data["retour"], action))


def _action(actions, pk):
    whole = actions.select_related("agenda_point", "group__territory__parent")
    return get_object_or_404(whole.defer("agenda_point__discussion", "words"), pk=pk)


def review_address(query):
    """The review with the filter that one came from; it is read again, never followed as it is."""
    return reverse("actions:action_list") + "?" + QueryDict(query).urlencode()


def _way_back(query, action):
    return review_address(query) if query else action.get_absolute_url()


def _page(request, action, now, posted=None, status=200):
    today, held = timezone.localdate(now), _held(action, request.user)
    updates = action.updates.select_related("by", "agency__territory", "meeting")
    context = {
        "action": action,
        "days_late": action.days_late(today),
        "days_waiting": action.days_waiting(today),
        "silence": Owed.now().silence_of(action, today),
        "above": escalation.above(action, today),
        "responsibles": action.responsibles.select_related("agency__territory"),
        "follow_ups": action.follow_ups.select_related("agency__territory"),
        "items": action.items.select_related("framework"),
        "updates": updates.defer("meeting__document", "meeting__words"),
        "forms": list(_forms(request, action, now, held, posted)),
        "posted": posted,
        "to_see": set(action.updates.to_see().values_list("pk", flat=True)),
        "may_see": "closable_by" in held,
    }
    return render(request, "actions/action_detail.html", context, status=status)


def _held(action, user):
    """Names of the rights that a person has over an action."""
    this = ActionItem.objects.filter(pk=action.pk)
    rights = {form.may for form in FORMS.values()}
    return {may for may in rights if getattr(this, may)(user).exists()}


def _forms(request, action, now, held, posted):
    """What this person may do now; what was just refused stands there in any case."""
    for verb, form_class in FORMS.items():
        if posted and posted.verb == verb:
            yield posted
        elif form_class.may in held and action.status in form_class.expected:
            form = form_class(action=action, user=request.user, at=now)
            if form.is_possible:
                yield form


@require_safe
def update_file(request, pk, update):
    """Always as an attachment: nothing that was uploaded opens inside our pages."""
    action = _action(ActionItem.objects.visible_to(request.user), pk)
    stored = get_object_or_404(action.updates.exclude(file=""), pk=update)
    return FileResponse(
        stored.file.open(),
        as_attachment=True,
        filename=stored.file_name,
        content_type="application/octet-stream",
    )
