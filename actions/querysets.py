"""What is asked of actions, and what is done to many of them at once."""

from django.db import models, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from actions.deadlines import Precision
from actions.follow_up import CLOSED, ActionUpdate, Status, running
from actions.lateness import due_soon, late_on
from actions.parts import (
    ActionResponsible,
    FollowUpAgency,
    common,
    in_charge,
    part_of,
    secretariat,
)
from gtm import access, locks

NO_AXIS = "Sans axe stratégique"


def next_meetings(group, day):
    """Days on which a group meets after `day` (a date or an expression), the next one first."""
    later = group.meetings.taking_place().filter(date__gt=day)
    return later.order_by("date").values_list("date", flat=True)


class ActionItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(access.actions_visible(user))

    def reviewed_by(self, user):
        """Those of a person's review, board and figures."""
        return self.filter(access.actions_reviewed(user, part_of, common))

    def reportable_by(self, user):
        return self.visible_to(user).reviewed_by(user)

    def declarable_by(self, user):
        may = access.actions_declarable(user, in_charge, secretariat())
        return self.visible_to(user).filter(may)

    def closable_by(self, user):
        may = access.actions_closable(user, in_charge(secretariat()))
        return self.visible_to(user).filter(may)

    def designatable_by(self, user):
        return self.visible_to(user).filter(access.actions_designatable(user))

    def classifiable_by(self, user):
        return self.visible_to(user).filter(access.actions_classifiable(user))

    def to_verify_by(self, user):
        """Declared done, and waiting for this person's check."""
        return self.closable_by(user).filter(status=Status.DECLARED)

    def open(self):
        return self.filter(is_open=True)

    def running(self):
        """Neither closed nor declared done."""
        return self.filter(running())

    def late(self, today):
        return self.filter(late_on(today))

    def due_soon(self, today, within):
        return self.filter(due_soon(today, within))

    def awaiting_news(self):
        """Nothing was said since somebody asked."""
        kinds = [*ActionUpdate.NEWS, ActionUpdate.Kind.CHASED]
        last = ActionUpdate.last_of(kinds, "kind")
        return self.running().alias(last=last).filter(last=ActionUpdate.Kind.CHASED)

    def with_last_news(self):
        """`last_news`: the pk of the update that told how far it is, or None."""
        return self.annotate(last_news=ActionUpdate.last_of(ActionUpdate.NEWS, "pk"))

    def concerning(self, agencies):
        return self.filter(part_of(agencies))

    def common(self):
        return self.filter(common())

    def of_meetings(self, meetings):
        return self.filter(agenda_point__meeting__in=meetings)

    def in_reading_order(self):
        return self.order_by("agenda_point__position", "position", "pk")

    def follow_next_meeting(self, group):
        """Give « prochaine réunion » its day: the group's first one after that it counts from.

        That is the meeting that decided, or the day on which the action was put off. Called while
        the group is held, whenever a meeting is planned, moved, cancelled or published. What is
        closed or declared done keeps the day that it had: figures of the past do not change.
        """
        waiting = self.running().filter(group=group, deadline_precision=Precision.NEXT_MEETING)
        waiting.update(due_on=Subquery(next_meetings(group, OuterRef("deadline_from"))[:1]))

    def settle_lead(self):
        """Note in the rows who sees to them: the first designated, else the one that leads."""
        here = OuterRef("pk")
        charged = FollowUpAgency.objects.filter(action=here).values("agency")
        leading = ActionResponsible.objects.filter(action=here).values("agency")
        self.update(lead=Coalesce(Subquery(charged[:1]), Subquery(leading[:1])))

    def withdraw(self, said, today):
        """A new version of the minutes no longer holds these: cancelled, never deleted."""
        for action in self.exclude(status=Status.CANCELLED):
            columns = {"status": Status.CANCELLED, "closed_on": action.closed_on or today}
            action._step(ActionUpdate.Kind.WITHDRAWN, said, Status, **columns)

    def restore(self, said):
        """A new version holds these again: what its former one cancelled is as it was before."""
        for action in self.filter(status=Status.CANCELLED):
            last = action.updates.filter(status=Status.CANCELLED).exclude(
                status_before=Status.CANCELLED
            )
            withdrawn = last.first()
            if withdrawn and withdrawn.kind == ActionUpdate.Kind.WITHDRAWN:
                kind, status = ActionUpdate.Kind.RESTORED, withdrawn.status_before
                day = action.closed_on if status in CLOSED else None
                action._step(kind, said, CLOSED, status=status, closed_on=day)

    def designate(self, said, agency):
        """Charge a structure with the follow-up of all that are open; returns of how many."""
        with transaction.atomic():
            actions = self.open()._step_all(ActionUpdate.Kind.DESIGNATED, said, {"agency": agency})
            by = {"agency": agency, "designated_by": said.by, "designated_at": said.at}
            FollowUpAgency.objects.bulk_create(
                [FollowUpAgency(action=action, **by) for action in actions], ignore_conflicts=True
            )
            self.model.objects.filter(pk__in=[action.pk for action in actions]).settle_lead()
        return len(actions)

    def set_axis(self, said, axis):
        """Put all under an axis, or under none; returns how many."""
        noted = {"sentence": str(axis or NO_AXIS)}
        with transaction.atomic():
            return len(self._step_all(ActionUpdate.Kind.AXIS, said, noted, axis=axis))

    def _step_all(self, kind, said, noted, **columns):
        """The same step of many, whatever has become of each, in as many queries as of one."""
        locks.hold(*self.values_list("group", flat=True))
        actions = list(locks.in_order(self))
        these = self.model.objects.filter(pk__in=[action.pk for action in actions])
        these.update(version=F("version") + 1, **columns)
        ActionUpdate.objects.bulk_create(
            ActionUpdate.said_of(action, kind, said, action.status, noted) for action in actions
        )
        return actions
