"""Every address of the application, with the objects that stand in it."""

import uuid
from functools import cache

from django.urls import URLResolver, get_resolver, reverse

from gtm.mailing.unsubscribing import address_for
from tests.access import sharing
from tests.access.world import MARKS

# What an argument of an address is, by the beginning of the address's name; the longest one wins.
OBJECTS = {
    "meetings:": {
        "pk": lambda world: world.meeting.pk,
        "revision": lambda world: world.parked.pk,
        "photo": lambda world: world.photo.pk,
        "file": lambda world: world.file.pk,
        "version": lambda world: 1,
        "reader": lambda world: world.reader.pk,
        "observation": lambda world: world.observation.pk,
        "token": lambda world: MARKS["token"],
        "asked": lambda world: world.asked.pk,
    },
    "meetings:group_plan": {"pk": lambda world: world.group.pk},
    "meetings:template_": {
        "pk": lambda world: world.group.pk,
        "template": lambda world: world.template.pk,
    },
    "meetings:template_create": {"pk": lambda world: world.meeting.pk},
    "meetings:proposal_": {
        "pk": lambda world: world.meeting.pk,
        "proposal": lambda world: world.proposal.pk,
    },
    "meetings:proposal_download": {"pk": lambda world: world.proposal.pk},
    "meetings:member_propose": {"pk": lambda world: world.group.pk},
    "meetings:wording_": {
        "pk": lambda world: world.group.pk,
        "kind": lambda world: "convene",
        "style": lambda world: "convocation",
    },
    "meetings:letter": {
        "pk": lambda world: world.meeting.pk,
        "convened": lambda world: world.convened.pk,
    },
    "meetings:convened_": {
        "pk": lambda world: world.meeting.pk,
        "convened": lambda world: world.convened.pk,
    },
    "meetings:convocation": {"token": lambda world: MARKS["convocation"]},
    "meetings:sign_in": {"typed": lambda world: world.door.code},
    "meetings:publication_send": {"pk": lambda world: world.meeting.pk, "version": lambda world: 1},
    **sharing.OBJECTS,
    "meetings:shared": {"token": lambda world: MARKS["shared"]},
    "meetings:shared_revoke": {
        "pk": lambda world: world.meeting.pk,
        "version": lambda world: 1,
        "addressee": lambda world: world.addressee.pk if world.addressee else 0,
    },
    "meetings:original_": {"pk": lambda world: world.original.pk},
    "meetings:report_": {
        "pk": lambda world: world.report.pk,
        "revision": lambda world: world.report_parked.pk,
        "version": lambda world: 1,
    },
    "meetings:meeting_restore": {"pk": lambda world: world.removed.pk},
    "meetings:report_remove": {"pk": lambda world: world.report_begun.pk},
    "meetings:report_give_back": {"pk": lambda world: world.report_removed.pk},
    "meetings:photo_piece": {
        "pk": lambda world: world.meeting.pk,
        "photo": lambda world: uuid.uuid4(),
    },
    "meetings:file_piece": {
        "pk": lambda world: world.meeting.pk,
        "file": lambda world: uuid.uuid4(),
    },
    "meetings:feed_calendar": {"token": lambda world: world.feed_token},
    "meetings:publication_feed": {"token": lambda world: MARKS["publications"]},
    "api:": {"meeting": lambda world: world.meeting.pk},
    "gtm:token_": {"pk": lambda world: world.access_token.pk},
    "meetings:board_framework": {"pk": lambda world: world.item.framework_id},
    "meetings:item_detail": {"pk": lambda world: world.item.pk},
    "meetings:board_turnout": {"pk": lambda world: world.group.pk},
    "meetings:group_handover": {"pk": lambda world: world.group.pk},
    "actions:": {
        "pk": lambda world: world.action.pk,
        "update": lambda world: world.update.pk,
    },
    "actions:framework_": {"pk": lambda world: world.item.framework_id},
    "actions:item_": {"pk": lambda world: world.item.pk},
    "actions:item_create": {"pk": lambda world: world.item.framework_id},
    "actions:answer": {"token": lambda world: MARKS["answer"]},
    "actions:answer_seen": {
        "pk": lambda world: world.action.pk,
        "update": lambda world: world.received.pk,
    },
    "actions:action_take_back": {"pk": lambda world: world.declared.pk},
    "actions:action_offer": {"pk": lambda world: world.common.pk},
    "actions:action_accept_offer": {"pk": lambda world: world.offered.pk},
    "actions:action_decline_offer": {"pk": lambda world: world.offered.pk},
    "actions:action_refuse": {"pk": lambda world: world.declared.pk},
    "actions:action_release": {"pk": lambda world: world.declared.pk},
    "actions:action_reopen": {"pk": lambda world: world.closed.pk},
    "actions:reminder_detail": {
        "kind": lambda world: "structure",
        "pk": lambda world: world.agency.pk,
    },
    "gtm:agency_": {"pk": lambda world: world.agency.pk},
    "gtm:link_revoke": {
        "pk": lambda world: world.agency.pk,
        "link": lambda world: world.link.pk,
    },
    "gtm:rhythm_": {"pk": lambda world: world.group.pk},
    "gtm:holiday_": {"pk": lambda world: world.holiday.pk},
    "meetings:group_archive": {"pk": lambda world: world.group.pk},
    "meetings:region_archive": {"pk": lambda world: world.group.territory.pk},
    "meetings:agency_archive": {"pk": lambda world: world.agency.pk},
    "meetings:equivalence_": {"pk": lambda world: world.equivalence.pk},
    "gtm:member_": {
        "pk": lambda world: world.group.pk,
        "member": lambda world: world.member.pk,
    },
    "gtm:member_remove": {
        "pk": lambda world: world.group.pk,
        "member": lambda world: world.never_convened.pk,
    },
    "gtm:list_": {
        "pk": lambda world: world.group.pk,
        "entry": lambda world: world.entry.pk,
    },
    "gtm:mail_": {"pk": lambda world: world.mail.pk},
    "gtm:unsubscription": {"token": lambda world: _leaving(world)},
    "gtm:group_": {"pk": lambda world: world.group.pk},
    "gtm:ministry_": {"pk": lambda world: world.ministry.pk},
    "gtm:territory_": {"pk": lambda world: world.territory.pk},
    "gtm:user_": {"pk": lambda world: world.colleague.pk},
    "gtm:membership_": {
        "pk": lambda world: world.colleague.pk,
        "membership": lambda world: world.role.pk,
    },
    "gtm:invitation_": {
        "pk": lambda world: world.invitation.pk,
        "token": lambda world: world.invitation_token,
    },
    "account_": {"uidb36": lambda world: "1", "key": lambda world: "abc-def"},
}


def every_name(resolver=None, namespace="", arguments=()):
    """{name: names of its arguments} of all addresses, in the order of urls.py."""
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        taken = (*arguments, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= every_name(entry, inner, taken)
        else:
            found[f"{namespace}{entry.name}"] = taken
    return found


_every_name = cache(every_name)


def address(asked, world):
    """The path of `name` or `name?query` in a world; a query may name `{meeting.pk}`."""
    name, _, query = asked.partition("?")
    prefix = max((each for each in OBJECTS if name.startswith(each)), key=len, default="")
    objects = OBJECTS.get(prefix, {})
    kwargs = {each: objects[each](world) for each in _every_name()[name]}
    return reverse(name, kwargs=kwargs) + (f"?{query.format_map(vars(world))}" if query else "")


def _leaving(world):
    return address_for(MARKS["left"]).rstrip("/").rpartition("/")[2]
