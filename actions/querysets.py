"""What is asked of actions, and what is done to many of them at once."""

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from actions import silence, telling
from actions.deadlines import Precision
from actions.follow_up import CLOSED, ActionUpdate, Status, running
from actions.frameworks import ClassifiedAction, How, told
from actions.last_change import UNDONE, LastChange
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
from gtm.models import WatchedQuerySet
from gtm.refusals import NotNow


def next_meetings(group, day):
    """Days on which a group meets after `day` (a date or an expression), the next one first."""
    later = group.meetings.taking_place().filter(date__gt=day)
    return later.order_by("date").values_list("date", flat=True)


class ActionItemQuerySet(WatchedQuerySet):
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

    def offerable_by(self, user):
        return self.visible_to(user).filter(access.actions_offerable(user, common))

    def classifiable_by(self, user):
        return self.visible_to(user).filter(access.classifiable(user))

    def to_verify_by(self, user):
        """Declared done, and waiting for this person's check."""
        # Open, as what is declared is: their index tells it.
        return self.closable_by(user).filter(is_open=True, status=Status.DECLARED)

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
        return self.running().filter(chased_count__gt=0)

    def with_last_news(self):
        """`last_news`: the pk of the update that told how far it is, or None."""
        return self.annotate(last_news=ActionUpdate.last_of(ActionUpdate.NEWS, "pk"))

    def latest_news(self):
        """{pk of each: the update that told last how far it is}, in one query."""
        found = ActionUpdate.objects.filter(pk__in=self.with_last_news().values("last_news"))
        return {each.action_id: each for each in found.select_related("by", "agency__territory")}

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

    def settle_news(self):
        """Note in the rows their last news, since when they are silent, how often one asked."""
        self.update(**silence.noted())

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

    # --- The same done to many: each returns the actions that it changed, as they were before ---

    def changeable_by(self, user, do):
        """Those on which a person may do `do`, a `LastChange.Do`."""
        may = {
            LastChange.Do.DESIGNATE: self.designatable_by,
            LastChange.Do.CLASSIFY: self.classifiable_by,
            LastChange.Do.VERIFY: self.closable_by,
        }
        return may[do](user)

    def designate(self, said, agency):
        """Charge a structure with the follow-up of all that are open and do not have it yet."""
        free = self.open().exclude(follow_ups__agency=agency)
        with transaction.atomic():
            actions = free._step_all(ActionUpdate.Kind.DESIGNATED, said, {"agency": agency})
            by = {"agency": agency, "designated_by": said.by, "designated_at": said.at}
            FollowUpAgency.objects.bulk_create(
                [FollowUpAgency(action=action, **by) for action in actions], ignore_conflicts=True
            )
            self._same(actions).settle_lead()
            telling.designated(actions, agency, said)
        return actions

    def release(self, said, agency):
        """The structure is no longer charged with the follow-up of these."""
        with transaction.atomic():
            actions = self._step_all(ActionUpdate.Kind.RELEASED, said, {"agency": agency})
            FollowUpAgency.objects.filter(action__in=actions, agency=agency).delete()
            self._same(actions).settle_lead()
            telling.released(actions, agency, said)
        return actions

    def classify(self, said, item, how=How.ADD):
        """Put under an item, or take out from under it, those that this changes.

        They come back with the links (`classified`) that they had before.
        """
        noted = {"sentence": told(item, how)}
        with transaction.atomic():
            changed = ClassifiedAction.changed_by(item, how, self)
            actions = changed._step_all(ActionUpdate.Kind.CLASSIFIED, said, noted)
            prefetch_related_objects(actions, "classified")
            ClassifiedAction.write(item, how, [action.pk for action in actions])
            return actions

    def _classify_again(self, said, items):
        """Put all under these items and no other, as they were."""
        before = ", ".join(item.short for item in items) or "aucun élément"
        noted = {"sentence": f"De nouveau sous : {before}"}
        pks = [each.pk for each in self._step_all(ActionUpdate.Kind.CLASSIFIED, said, noted)]
        ClassifiedAction.put_back(items, pks)

    def verify(self, said):
        """« Réalisé »: close all that were declared done."""
        columns = {"status": Status.DONE, "closed_on": said.day}
        with transaction.atomic():
            declared = self.filter(status=Status.DECLARED)
            actions = declared._step_all(ActionUpdate.Kind.CLOSED, said, {}, **columns)
            telling.settled(actions, said, Status.DONE)
        return actions

    def undo(self, change, said):
        """Put back, of a `LastChange`, what nobody touched since; returns how many.

        What was said stays said: each gets one more update. Raises `NotNow`.
        """
        these = self.filter(pk__in=change.changed)
        with transaction.atomic():
            locks.hold(*these.values_list("group", flat=True))
            if not change.forget():
                raise NotNow(UNDONE)
            may = these.changeable_by(said.by, change.do).values_list("pk", "version")
            keys = change.untouched(may)
            these._put_back(change, said, keys)
        return len(keys)

    def _put_back(self, change, said, keys):
        untouched = self.filter(pk__in=keys)
        if change.do == LastChange.Do.DESIGNATE:
            untouched.release(said, change.agency)
        elif change.do == LastChange.Do.VERIFY:
            columns = {"status": Status.DECLARED, "closed_on": None}
            telling.undone(
                untouched._step_all(ActionUpdate.Kind.REOPENED, said, {}, **columns), said
            )
        else:
            for items, own in change.by_items(keys):
                self.filter(pk__in=own)._classify_again(said, items)

    def _step_all(self, kind, said, noted, **columns):
        """The same step of many, whatever has become of each, in as many queries as of one."""
        locks.hold(*self.values_list("group", flat=True))
        actions = list(locks.in_order(self))
        self._same(actions).update(version=F("version") + 1, **columns)
        ActionUpdate.objects.bulk_create(
            ActionUpdate.said_of(action, kind, said, columns.get("status", action.status), noted)
            for action in actions
        )
        if kind in ActionUpdate.NEWS:
            self._same(actions).settle_news()
        return actions

    def _same(self, actions):
        return self.model.objects.filter(pk__in=[action.pk for action in actions])
