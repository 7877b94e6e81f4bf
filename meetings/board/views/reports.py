"""Documents of actions that only this app can print: it alone knows how to make a PDF."""

from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from actions.views import exports
from actions.views.exports import asked_review, attached, file_name
from meetings.printing import pdf
from meetings.printing.answers import prints


@require_safe
@prints
def action_report(request):
    """« État de suivi des points d’action » of what the review shows, as PDF/UA."""
    review = asked_review(request, par="region")
    if refusal := exports.too_long_for_paper(request, review, "pdf"):
        return refusal
    try:
        content = pdf.render_report(exports.report_of(review), person=request.user.pk)
    except pdf.TooLong:
        return exports.sent_back(request, "Ces points d’action sont trop longs pour un PDF")
    response = attached(content, "application/pdf", file_name(review, "pdf"))
    patch_cache_control(response, private=True, no_store=True)
    return response
