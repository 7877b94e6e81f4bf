"""Screens of one action: where it comes from, what became of it, and what one may do."""

from django.contrib import messages
from django.http import FileResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions import deadlines, wordings
from actions.charging import FORMS
from actions.chases.escalation import Escalation, is_asked_in_vain
from actions.follow_up import Overtaken
from actions.models import ActionItem
from actions.reviewing import rows
from actions.silence import Owed
from gtm import access
from gtm.middleware import wants_json
from gtm.models import Agency
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
        return _refused(request, action, now, form, 422)
    try:
        form.act()
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, action, now, form, 409 if isinstance(refusal, Overtaken) else 403)
    if wants_json(request):
        return JsonResponse({"app": "gtm", "said": form.done, "row": _row(request, action, form)})
    messages.success(request, form.done)
    return redirect(_way_back(form.cleaned_data, action))


def _refused(request, action, now, form, status):
    """The page of the action with what was typed; to the review's script, its row and why."""
    if not wants_json(request):
        return _page(request, action, now, form, status)
    errors = {name: list(told) for name, told in form.errors.items()}
    answer = {"app": "gtm", "error": "refused", "errors": errors}
    return JsonResponse(answer | {"row": _row(request, action, form)}, status=status)


def _row(request, action, form):
    """The row of an action in the review, as it is now."""
    this, typed = [(action.pk, "")], form.cleaned_data
    today, after = timezone.localdate(form.at), typed.get("suivant")
    context = {
        "row": rows.of_page(this, request.user, today, Owed.now(), after=after)[0],
        "query_text": typed.get("retour", ""),
        "pickable": access.scope(request.user).designates_structures,
        "csrf_token": get_token(request),
    }
    return render_to_string("actions/_review_row.html", context)


def _action(actions, pk):
    whole = actions.select_related("agenda_point", "group__territory__parent")
    return get_object_or_404(whole.defer("agenda_point__discussion", "words"), pk=pk)


def review_address(query):
    """The review with the filter that one came from; it is read again, never followed as it is."""
    return filtered("actions:action_list", query)


def filtered(name, query):
    """A list, asked as a page says that one came to it."""
    return reverse(name) + "?" + QueryDict(query).urlencode()


def _way_back(typed, action):
    """To the row below, where one came from a row: one goes on from there."""
    if not (typed["retour"] or typed["suivant"]):
        return action.get_absolute_url()
    return f"{review_address(typed['retour'])}#action-{typed['suivant'] or action.pk}"


def _page(request, action, now, posted=None, status=200):
    today, held = timezone.localdate(now), _held(action, request.user)
    updates = action.updates.select_related("by", "agency__territory", "meeting")
    context = {
        "action": action,
        "days_late": action.days_late(today),
        "days_waiting": action.days_waiting(today),
        "silence": Owed.now().silence_of(action, today),
        "above": _above(action, today) if "designatable_by" in held else (),
        "responsibles": action.responsibles.select_related("agency__territory"),
        "follow_ups": action.follow_ups.select_related("agency__territory"),
        "wordings": wordings.of(ActionItem.objects.filter(pk=action.pk), action.uid),
        "items": action.items.select_related("framework"),
        "updates": updates.defer("meeting__document", "meeting__words"),
        "forms": list(_forms(request, action, now, held, posted)),
        "posted": posted,
        "to_see": set(action.updates.to_see().values_list("pk", flat=True)),
        "may_see": "closable_by" in held,
        "is_waiting_for_check": action.is_declared and _declares(held),
        "may_chase": "designatable_by" in held and action.is_running,
    }
    return render(request, "actions/action_detail.html", context, status=status)


def _above(action, today):
    """Who else may be written to, named to those who chase."""
    if not is_asked_in_vain(action):
        return []
    charged = Agency.objects.filter(pk__in=action.follow_ups.values("agency"))
    lead = Agency.objects.filter(pk=action.lead_id)
    asked = {agency: [action] for agency in (charged | lead).select_related("territory")}
    return list(Escalation(asked, today).of(asked))


def _declares(held):
    """Whether it is somebody else who verifies what this person may declare done."""
    return "declarable_by" in held and "closable_by" not in held


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
