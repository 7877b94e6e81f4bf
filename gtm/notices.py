"""Who is concerned is told once: on the screen at once, by mail at the rhythm that was chosen.

`tell` stands at the verbs, in their transaction. What is known of a thing and was not heard yet is
replaced by what happens to it next. `write_mails` puts what is due into the outbox, one mail a
person; the rows are held meanwhile, so that two senders at once write one, and one that is killed
writes none and loses nothing.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from gtm import outbox
from gtm.models import BY_LETTER, FAMILY_OF, Family, Membership, Notice, NoticeChoice, Rhythm, User

TOGETHER = timedelta(minutes=30)  # events so close to each other are one mail
HOUR = time(7)  # of the daily and the weekly mail, in Niamey
LISTED = 15  # of a family in one mail; the others are on the page
SHOWN = 3  # of a family on the home page
READ = 60  # what the home page reads at most
KEPT = timedelta(days=180)  # as long as mails: they name persons
WEEK = 7

_is_silent = ContextVar("is_silent", default=False)


@dataclass(frozen=True)
class News:
    """What is told of `about`: a line, where to read on, and what else is to be known of it."""

    about: str
    title: str
    url: str
    detail: str = ""


@contextmanager
def silence():
    """Nobody is told of what happens inside: it is history, imported or made up, or told as a
    whole by who asks for silence.
    """
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def is_silenced():
    """Whether what happens is told to nobody: what is sent outside asks too."""
    return _is_silent.get()


def told_by_letter(about, emails):
    """Who gets a letter on this reads it there: the notice stays on the screen alone."""
    waiting = Notice.objects.unheard().filter(about=about, user__email__in=emails)
    return waiting.update(mail_at=None)


def holders(at):
    """The roles of the day whose holders can be told, as memberships."""
    day = timezone.localtime(at).date()
    return Membership.objects.current(day).filter(user__is_active=True).order_by("pk")


def tell(kind, told, by, at):
    """Write (role, News) pairs: one notice a person and thing, nobody's of his own doing.

    Returns how many are new. As many queries for one as for many; call it inside the transaction
    of the event, after `forget` where something was said of the same thing before.
    """
    if _is_silent.get():
        return 0
    told = [(role, news) for role, news in told if by is None or role.user_id != by.pk]
    rhythms = _rhythms(kind, {role.user_id for role, _ in told})
    rows = {
        (role.user_id, news.about): Notice(
            user_id=role.user_id,
            role=None if FAMILY_OF[kind] == Family.ROLES else role,
            kind=kind,
            about=news.about,
            title=news.title[:300],
            detail=news.detail,
            url=news.url,
            at=at,
            actor=by,
            mail_at=mail_at(rhythms.get(role.user_id, Rhythm.NOW), at),
        )
        for role, news in told
    }
    return len(Notice.objects.bulk_create(rows.values()))


def forget(abouts, at):
    """What was said of these things holds no more: unheard, it goes; on the screen, it is past."""
    of_these = Notice.objects.unseen().filter(about__in=abouts)
    of_these.unheard().delete()
    of_these.update(seen_at=at, mail_at=None)


def _rhythms(kind, users):
    """{user's id: rhythm} of who chose one."""
    if kind in BY_LETTER:
        return dict.fromkeys(users, Rhythm.SCREEN)
    chosen = NoticeChoice.objects.filter(user__in=users, family=FAMILY_OF[kind])
    return dict(chosen.values_list("user", "rhythm"))


def mail_at(rhythm, at):
    """From when on something of the instant `at` may be mailed; None: never."""
    if rhythm == Rhythm.NOW:
        return at + TOGETHER
    if rhythm == Rhythm.SCREEN:
        return None
    day = timezone.localtime(at).date()
    days = -day.weekday() % WEEK if rhythm == Rhythm.WEEKLY else 0
    due = timezone.make_aware(datetime.combine(day + timedelta(days), HOUR))
    step = timedelta(days=WEEK if rhythm == Rhythm.WEEKLY else 1)
    return due if due > at else due + step


def chosen_by(user):
    """{family: rhythm} of a person, at once where nothing was chosen."""
    chosen = dict(user.notice_choices.values_list("family", "rhythm"))
    return {family: chosen.get(family, Rhythm.NOW) for family in Family}


@transaction.atomic
def choose(user, rhythms, now):
    """Keep {family: rhythm}; what waits to be mailed waits for the new hour."""
    former = chosen_by(user)
    for family in [each for each, rhythm in rhythms.items() if rhythm != former[each]]:
        rhythm = rhythms[family]
        NoticeChoice.objects.update_or_create({"rhythm": rhythm}, user=user, family=family)
        kinds = [kind for kind, its in FAMILY_OF.items() if its == family]
        waiting = user.notices.unheard().filter(kind__in=kinds, mail_at__isnull=False)
        waiting.update(mail_at=mail_at(rhythm, now))


def see(of_a_person, now):
    """Seen on the screen, they are not mailed any more."""
    return of_a_person.unseen().update(seen_at=now, mail_at=None)


def write_mails(now):
    """Put what is due into the outbox, one mail a person; returns how many are new."""
    due = Notice.objects.due(now).order_by("user").values_list("user", flat=True).distinct()
    return sum(_mail(user, now) for user in list(due))


@transaction.atomic
def _mail(user_id, now):
    """With what is due, what is due soon goes. Who may read it no more is not told."""
    waiting = Notice.objects.due(now + TOGETHER).filter(user=user_id)
    held = list(waiting.select_for_update(no_key=True).values_list("pk", flat=True))
    taken = Notice.objects.filter(pk__in=held)
    user = User.objects.get(pk=user_id)
    told = list(taken.readable(timezone.localtime(now).date())) if user.is_active else []
    taken.update(mail_at=None)
    Notice.objects.filter(pk__in=[each.pk for each in told]).update(mailed_at=now)
    if not told:
        return 0
    subject = told[0].title if len(told) == 1 else f"GTM Niger : {len(told)} avis"
    context = {"groups": groups_of(told, LISTED), "user": user, "site": settings.SITE_URL}
    body = render_to_string("gtm/mail_notices.txt", context)
    key = f"notices:{user_id}:{told[0].pk}"
    return outbox.put(key, user.email, subject, body, is_optional=True)


@dataclass(frozen=True)
class Group:
    """Notices of one family, the newest first; `more` are not shown."""

    family: Family
    notices: list[Notice]
    count: int

    @property
    def more(self):
        return self.count - len(self.notices)


def groups_of(notices, at_most):
    """`Group`s of notices, in the order of the families."""
    by_family = {family: [] for family in Family}
    for notice in notices:
        by_family[notice.family].append(notice)
    return [Group(family, own[:at_most], len(own)) for family, own in by_family.items() if own]


def new_of(user, today):
    """What the home page shows: what the person has not seen, and the newest one's number."""
    new = list(user.notices.unseen().readable(today)[:READ])
    return {"groups": groups_of(new, SHOWN), "newest": new[0].pk if new else 0}


def purge(now):
    """Forget what was told long ago; returns how many."""
    return Notice.objects.filter(at__lt=now - KEPT).delete()[0]
