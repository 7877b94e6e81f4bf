"""The verbs of the life of the minutes; which one is for whom, and when: `transitions.TABLE`."""

from django.db import transaction
from django.db.models.functions import Now

from gtm import access, journal, locks
from gtm.models import JournalEntry
from gtm.refusals import NotNow
from meetings import transitions
from meetings.convocation import attendance
from meetings.door import attendance as arrived
from meetings.life import adoption, correction_requests, telling
from meetings.models import Comment, Meeting, Revision, Step
from meetings.printing import pdf
from meetings.printing.edition import minutes_of
from meetings.text import checklist
from meetings.writing import carryover, store
from meetings.writing.names import problems_of


def start(meeting, by):
    """A planned meeting takes place, or one noted as not held did: its minutes become a draft.

    Who was convened stands in its attendance, as far as nobody has typed it yet; and who came in,
    where the door has noted somebody.
    """
    with transaction.atomic():
        move(meeting, "start", by, not_held_reason="")
        store.replan(meeting.group)
        document = attendance.with_lines(meeting.document, attendance.lines_of(meeting))
        if document != meeting.document:
            store.save(meeting, by, document, meeting.version, store.new_op_id())
        begun = Meeting.objects.get(pk=meeting.pk)
        if arrived.is_behind(begun):
            arrived.take_over(begun, by)


def cancel(meeting, by, reason):
    """Record that a meeting was planned and not held."""
    with transaction.atomic():
        move(meeting, "cancel", by, reason, not_held_reason=reason)
        store.replan(meeting.group)


def submit(meeting, by, today, changes=""):
    """Hand the draft in; `changes` says what a correction changes.

    Raises `NotNow` while something on the checklist blocks.
    """
    if checklist.blocking(problems_of(meeting, today)):
        raise NotNow("Il reste des points à corriger avant de soumettre.")
    try:
        pdf.page(minutes_of(meeting, carryover.completed_text(meeting)), draft=True)
    except pdf.TooLong as refusal:
        raise NotNow(str(refusal)) from refusal
    with transaction.atomic():
        telling.submitted(meeting, move(meeting, "submit", by, changes))


def withdraw(meeting, by):
    """The secretary takes the text back before it was decided on."""
    with transaction.atomic():
        telling.withdrawn(meeting, move(meeting, "withdraw", by))


def send_back(meeting, by, reason, comments):
    """Return the text to the secretaries, who are told.

    `comments` are (key, label, text) of the parts that the reviewer commented.
    """
    with transaction.atomic():
        step = move(meeting, "return", by, reason)
        Comment.objects.bulk_create(
            Comment(step=step, key=key, label=label, text=text) for key, label, text in comments
        )
        telling.returned(meeting, step)


def correct(meeting, by, reason, with_amendments=False):
    """Open the correction of a published version; readers keep it meanwhile.

    `with_amendments`: it takes up those that later meetings adopted.
    """
    with transaction.atomic():
        step = move(meeting, "correct", by, reason)
        correction_requests.opened(meeting, by, step.at)
        telling.corrected(meeting, step)
        if with_amendments:
            adoption.take_up(meeting)


def correct_as_asked(asked, by):
    """The same with the reason of a `CorrectionRequest`, if it still waits."""
    with transaction.atomic():
        correction_requests.still_open(asked)
        correct(asked.meeting, by, asked.reason)


def abandon(meeting, by):
    """Go back to the text that was published, as typed; what came after stays in the history."""
    document = meeting.revisions.get(version=meeting.published_revision).document
    version = meeting.version + 1
    with transaction.atomic():
        columns = {"document": document, "version": version, "published_revision": version}
        telling.abandoned(meeting, move(meeting, "abandon", by, **columns))
        revision = Revision(meeting=meeting, version=version, base_version=version - 1, author=by)
        revision.document = document
        revision.save()
        adoption.let_go(meeting)


def move(meeting, name, by, reason="", after=None, **columns):
    """Take the meeting through a line of the table, if its text is still the one that was read.

    `after` is the last step that was seen; None: any. The group is held from here on.
    """
    transition = transitions.TABLE[name]
    moved = Meeting.objects.filter(
        access.ready_for(transition), pk=meeting.pk, version=meeting.version
    )
    if transition.asks_why and not reason.strip():
        raise NotNow("Dites pourquoi.")
    with transaction.atomic():
        locks.hold(meeting.group_id)
        overtaken = after is not None and meeting.steps.filter(pk__gt=after).exists()
        if overtaken or not moved.update(state=transition.after, **columns):
            raise NotNow(transition.refusal)
        if transition.before == (Meeting.State.SUBMITTED,):
            meeting.readers.filter(ended_at=None).update(ended_at=Now())
        step = Step.objects.create(
            meeting=meeting, name=name, by=by, reason=reason, revision=meeting.version
        )
        if name in JOURNALED:
            _note(meeting, step, columns.get("published_version", meeting.published_version))
    meeting.state = transition.after
    return step


JOURNALED = ("publish", "correct", "abandon")


def _note(meeting, step, version):
    """What is out, or about to be replaced, stands in the journal of the country."""
    act = f"{step.get_name_display()}, version {version}"
    journal.tell(step.by, step.at, act, JournalEntry.Kind.MINUTES, step.pk, telling.called(meeting))
