"""The journal: each act on accounts, roles, structures, groups, versions; written where it is done.

Written at the verbs, in their transaction, and not by signals: an update of the database tells no
signal, and a signal does not know who asks. Only the fields named here are told, so that neither
password nor token can get in.
"""

from datetime import date, datetime

from gtm import typography
from gtm.models import (
    Agency,
    Country,
    Holiday,
    Invitation,
    JournalEntry,
    Letterhead,
    ListEntry,
    Member,
    Membership,
    Ministry,
    PersonalLink,
    Territory,
    User,
    WorkingGroup,
)
from gtm.refusals import saved

Kind = JournalEntry.Kind
OBJECTS = {
    User: (Kind.ACCOUNT, ["name", "email", "function", "phone", "is_active"]),
    Membership: (Kind.ROLE, ["role", "group", "agency", "since", "until"]),
    Invitation: (Kind.INVITATION, ["email", "role", "group", "agency", "expires_at"]),
    Agency: (
        Kind.AGENCY,
        [
            *("acronym", "name", "category", "is_collective", "aliases", "parent", "territory"),
            *(
                "email",
                "phone",
                "remark",
                "is_active",
                "answers_by_link",
                "gets_reminders",
                "reminder_rhythm",
            ),
            "news_days",
        ],
    ),
    WorkingGroup: (
        Kind.GROUP,
        [
            *("body", "level", "territory", "name", "slug"),
            *("responsible_heading", "has_signatures", "punctuates_lists", "is_active"),
            *("meetings_per_year", "gets_reminders", "reminder_rhythm", "news_days"),
            *("meets_every", "meets_from", "meets_rank", "meets_weekday", "meets_shift"),
        ],
    ),
    Member: (
        Kind.MEMBER,
        [
            *("group", "agency", "name", "function", "email", "phone", "may_be_replaced"),
            *("own_style", "since", "until"),
        ],
    ),
    Letterhead: (Kind.LETTERHEAD, ["style", "country", "motto", "ministry", "lines", "place"]),
    Holiday: (Kind.COUNTRY, ["day", "name"]),
    Territory: (Kind.TERRITORY, ["name", "variants"]),
    Country: (
        Kind.COUNTRY,
        ["news_days", "grace_days", "mail_days", "responsible_heading", "signature"],
    ),
    Ministry: (Kind.COUNTRY, ["since", "name", "lines"]),
    ListEntry: (Kind.MAIL, ["group", "email", "name", "agency", "gets"]),
    PersonalLink: (Kind.LINK, ["purpose", "agency", "email", "expires_at"]),
}


def _told(instance):
    """Kind and names of the fields; a model of the apps above names its own, in `JOURNAL`."""
    kind = instance.__class__  # of a lazy user too
    return OBJECTS.get(kind) or kind.JOURNAL


def written(instance):
    """{field: its text} of an object as it stands; nothing of one that is not saved yet."""
    if instance._state.adding:
        return {}
    _, names = _told(instance)
    fields = [instance._meta.get_field(name) for name in names]
    return {str(field.verbose_name): _text(instance, field) for field in fields}


def _text(instance, field):
    value = getattr(instance, field.name)
    if value is None:
        return ""
    if field.choices:
        return str(getattr(instance, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return typography.long_instant(value)
    return typography.long_date(value) if isinstance(value, date) else str(value)


def record(actor, now, action, instance, changes=()):
    """One act without fields, such as a password that was changed. `actor` None: a command."""
    kind, _ = _told(instance)
    return tell(actor, now, action, kind, instance.pk, str(instance), changes)


def tell(actor, now, action, kind, number, label, changes=()):
    """An act on an object by its number and the name that is read years later."""
    return JournalEntry.objects.create(
        at=now,
        actor=actor if actor is not None and actor.is_authenticated else None,
        kind=kind,
        object_id=number,
        object_label=label[:250],
        action=action,
        changes=list(changes),
    )


def record_changes(actor, now, instance, before, action=None):
    """What differs from `before` (see `written`); None where nothing does."""
    after = written(instance)
    changes = [
        [name, before.get(name, ""), text]
        for name, text in after.items()
        if before.get(name, "") != text
    ]
    if changes:
        action = action or ("modification" if before else "création")
        return record(actor, now, action, instance, changes)
    return None


def stored(form, actor, now):
    """Whether what was posted in the form of one object is valid, and stored with its line here."""
    before = written(form.instance) if form.is_bound else {}

    def save():
        record_changes(actor, now, form.save(), before)
        return True

    return form.is_valid() and saved(form, save)
