"""Points proposed: by structures, and by groups to the one above; what became of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm.access import proposals_in_name_of, require, scope
from gtm.models import Agency
from gtm.refusals import NotNow, telling
from meetings.models import Meeting, Proposal
from meetings.planning import levels, preparing, proposing
from meetings.planning.forms import AnswerForm, PassForm, ProposalForm
from meetings.planning.views.loading import prepared

PAGE = 25


@require_safe
def proposal_list(request):
    """One's own and those made to one's groups, with what became of them; SP/CCM: all."""
    require(scope(request.user).is_member)
    visible = preparing.with_names(Proposal.objects.visible_to(request.user)).order_by("-pk")
    page = Paginator(visible, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "readable": preparing.readable(page, request.user)}
    return render(request, "meetings/proposal_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_create(request, pk):
    """A structure proposes a point, until the day that the secretary has set."""
    visible = Meeting.objects.visible_to(request.user).select_related("group")
    meeting = get_object_or_404(visible, pk=pk)
    if not Meeting.objects.proposable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied("On ne propose pas, ou plus, de point à cette réunion.")
    agencies = Agency.objects.filter(proposals_in_name_of(request.user)).select_related("territory")
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        agencies=agencies,
        instance=Proposal(by=request.user),
    )
    if request.method == "POST" and form.is_valid() and _proposed(form, meeting):
        messages.success(request, "Votre point est proposé : vous lirez ici ce qu’il devient.")
        return redirect("meetings:proposal_list")
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/proposal_form.html", context)


def _proposed(form, meeting):
    now = timezone.now()
    proposal, file = form.instance, form.cleaned_data["upload"]
    try:
        proposing.propose(proposal, meeting, file, now, timezone.localdate(now))
    except NotNow as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@require_safe
def proposal_download(request, pk):
    """Always as an attachment: nothing that was uploaded opens inside our pages."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    if not proposal.file:
        raise Http404
    return FileResponse(
        proposal.file.open(),
        as_attachment=True,
        filename=proposal.file_name,
        content_type="application/octet-stream",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_answer(request, pk, proposal):
    """The secretary puts a point off, or refuses it, and says why."""
    meeting, may_write = prepared(request, pk)
    if not may_write:
        raise PermissionDenied("C’est au rapporteur du groupe de répondre.")
    now = timezone.now()
    mine = preparing.with_names(Proposal.objects.answerable_by(request.user))
    proposal = get_object_or_404(mine.filter(group=meeting.group_id), pk=proposal)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome, reason = form.cleaned_data["outcome"], form.cleaned_data["reason"]
        with telling(request, "La réponse est enregistrée."):
            proposing.put_off_or_refuse(proposal, meeting, request.user, outcome, reason, now)
        return redirect("meetings:agenda_edit", meeting.pk)
    context = {"meeting": meeting, "proposal": proposal, "form": form}
    return render(request, "meetings/proposal_answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def point_pass(request, pk):
    """A point of the minutes (`?point=<uid>`) is passed up to the group above."""
    managed = Meeting.objects.managed_by(request.user).select_related("group__territory__parent")
    meeting = get_object_or_404(managed, pk=pk)
    uid = request.POST.get("point") or request.GET.get("point", "")
    cells = proposing.point_in(meeting, uid)
    if cells is None:
        raise Http404
    context = {"meeting": meeting, "point": cells, "missing": ""}
    try:
        context["above"] = levels.group_above(meeting.group)
    except NotNow as refusal:
        return render(request, "meetings/point_pass.html", context | {"missing": str(refusal)})
    form = PassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _pass(request, meeting, uid, form.cleaned_data["why"], context["above"])
    return render(request, "meetings/point_pass.html", context | {"form": form})


def _pass(request, meeting, uid, why, above):
    with telling(request, f"Le point est porté au {above}."):
        proposing.pass_up(meeting, uid, request.user, why, timezone.now())
    return redirect(meeting)
