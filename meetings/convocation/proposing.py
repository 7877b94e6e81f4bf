"""Members proposed of those who came last: the structures of the last minutes that are out."""

from dataclasses import dataclass

from crispy_forms.layout import Layout
from django import forms
from django.db import transaction

from gtm import journal, locks
from gtm.days import DayField
from gtm.directory.fields import FieldsOnly
from gtm.models import Member
from meetings.choices import Quality
from meetings.models import Meeting

FUNCTION = Member._meta.get_field("function").max_length


@dataclass(frozen=True)
class Candidate:
    """A structure, or the words of a line that names none; `is_guest`: nobody came for it else."""

    key: str
    agency: object
    function: str
    is_guest: bool

    @property
    def label(self):
        return self.agency.label if self.agency else self.function


def last_out(group):
    """The last meeting of a group whose minutes are out, or None."""
    out = Meeting.objects.out().filter(group=group).defer("document", "words")
    return out.order_by("-date", "-created_at").first()


def candidates(meeting, day):
    """Those of its attendance who are no members on a day, in order."""
    lines = meeting.attendances.prefetch_related("agencies__territory")
    found = {}
    for line in lines:
        is_guest = line.quality != Quality.MEMBER
        for agency in line.agencies.all() or [None]:
            function = "" if agency else " ".join(line.wording.split())[:FUNCTION]
            key = f"s{agency.pk}" if agency else f"l{line.pk}"
            known = found.get(key)
            is_guest = is_guest and (known is None or known.is_guest)
            found[key] = Candidate(key, agency, function, is_guest)
    members = Member.objects.expected_on(meeting.group_id, day)
    agencies = {each.agency_id for each in members}
    functions = {each.function for each in members}
    return [
        each
        for each in found.values()
        if (each.agency.pk not in agencies if each.agency else each.function not in functions)
    ]


class ProposedMembers(forms.Form):
    """Ticked, but for guests and observers."""

    taken = forms.MultipleChoiceField(
        label="Qui devient membre ?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un membre.",
            "invalid_choice": "La liste a changé : vérifiez les coches.",
        },
    )
    since = DayField(
        label="Membres depuis le", error_messages={"required": "Donnez le premier jour."}
    )

    def __init__(self, data, proposed, since):
        self.proposed = {each.key: each for each in proposed}
        ticked = [each.key for each in proposed if not each.is_guest]
        super().__init__(data, initial={"taken": ticked, "since": since})
        self.fields["taken"].choices = [(each.key, _told(each)) for each in proposed]
        self.helper = FieldsOnly()
        self.helper.layout = Layout("taken", "since")

    @property
    def chosen(self):
        return [self.proposed[key] for key in self.cleaned_data["taken"]]


def _told(candidate):
    return candidate.label + (" (invité)" if candidate.is_guest else "")


def take(group, chosen, since, by, now):
    """Make members of those who are not yet; returns how many."""
    count = 0
    with transaction.atomic():
        locks.hold(group.pk)
        for each in chosen:
            who = {"group": group, "agency": each.agency, "function": each.function, "name": ""}
            if Member.objects.filter(**who, until=None).exists():
                continue
            member = Member.objects.create(**who, since=since)
            journal.record_changes(by, now, member, {})
            count += 1
    return count
