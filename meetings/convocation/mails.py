"""What those convened are written: the letter's words, what is theirs, how to answer.

A mail goes to each person convened, with a link of his own. Two who share an address get two: each
is named in its subject, and each answers for himself.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from actions.chases.letters import addresses_of, listed, plain_date, short, with_news
from gtm import links, outbox
from gtm.models import PersonalLink
from gtm.typography import NBSP, counted, format_hour, long_day
from meetings.convocation import invitations, letters, wording
from meetings.models import Convocation

STAYS_OPEN = timedelta(days=30)  # after the meeting, to say that it is over rather than nothing
LISTED = 10  # actions of a structure in one mail


def addresses_for(convened, today):
    """{pk: addresses} of rows of `Convened`: one's own, else the structure's."""
    agencies = {each.agency for each in convened if each.agency and not each.email}
    found = addresses_of(agencies, today)
    return {
        each.pk: [each.email] if each.email else found.get(each.agency, []) for each in convened
    }


def new_link(convened, by, at, address=""):
    """The address of a new link that answers in the name of one who was convened."""
    day = convened.meeting.date + STAYS_OPEN
    until = max(timezone.make_aware(datetime.combine(day, time())), at + timedelta(days=1))
    purpose = PersonalLink.Purpose.CONVOCATION
    link, token = links.make(purpose, by, at, until, convened.agency, email=address)
    convened.links.add(link)
    return settings.SITE_URL + reverse("meetings:convocation", args=[token])


def put(key, convened, by, at, addresses, kind=""):
    """Write to one who was convened what his last telling says; whether any mail is new.

    `key` begins that of the mail: one mail of a key, telling and address. A cancellation opens
    nothing. `kind` as in `text_of`.
    """
    told, is_new = convened.told, False
    secret = "" if told.kind == Convocation.Kind.CANCEL else outbox.SECRET
    for address in addresses:
        own_key = f"{secret}{key}:{convened.pk}:{told.pk}:{short(address)}"

        def body(address=address):
            link = new_link(convened, by, at, address) if secret else ""
            return text_of(convened, link, at, kind)

        is_new |= outbox.put(
            own_key,
            address,
            subject_of(convened, kind),
            body,
            reply_to=by.email,
            calendar="" if kind else calendar_for(convened, address),
            agency=convened.agency,
        )
    return is_new


def subject_of(convened, kind=""):
    return f"{_words(convened, kind).subject} ({convened.label})"


def calendar_for(convened, address):
    told = convened.told
    if told.kind == Convocation.Kind.CANCEL:
        text = f"Annulée : {told.reason}"
    else:
        points = [
            f"{rank}. {line}" for rank, line in enumerate(wording.agenda_lines(told.agenda), 1)
        ]
        text = "\n".join([*points, "Pour répondre, ouvrez le lien du courriel."])
    return invitations.invitation(told, convened, address, text).decode()


def text_of(convened, link, at, kind=""):
    """The plain text of a mail; with `link` empty, nothing is asked.

    `kind`: that of `Wording` whose words are the group's own of today; else those that were told.
    """
    told, today = convened.told, timezone.localtime(at).date()
    fields = wording.fields_of(told, convened)
    parts = [_words(convened, kind).body, f"Référence : {told.reference}" if told.reference else ""]
    parts += [_how_to_answer(convened, link)] if link else []
    if told.kind != Convocation.Kind.CANCEL and not kind:
        parts += [_own_actions(convened, today), _former_minutes(convened.meeting)]
    return (
        "\n\n".join(part.strip() for part in [*parts, fields["signature"]] if part.strip()) + "\n"
    )


def _words(convened, kind):
    """`Words` with what is this person's filled in, for plain text."""
    told = convened.told
    letter = None if kind else told.letters.get(convened.style)
    words = (
        wording.Words(letter["subject"], letter["body"])
        if letter
        else wording.words_of(convened.meeting.group, convened.style, kind or told.kind)
    )
    fields = {
        name: text.replace(NBSP, " ") for name, text in wording.fields_of(told, convened).items()
    }
    return wording.Words(
        " ".join(wording.filled(words.subject, fields).split()), wording.filled(words.body, fields)
    )


def _own_actions(convened, today):
    """What the structure has still to do for this group, by deadline."""
    own = letters.open_actions(convened, today)
    actions = list(own.select_related("group")[: LISTED + 1])
    if not actions:
        return ""
    count = len(actions) if len(actions) <= LISTED else own.count()
    what = counted(count, "point d’action ouvert", "points d’action ouverts")
    told = listed(with_news(actions[:LISTED]), today, with_address=False)
    more = f"\n\n… et {count - LISTED} de plus." if count > LISTED else ""
    return f"POUR {convened.agency.label} : {what}\n\n{told}{more}"


def _former_minutes(meeting):
    former = letters.former_minutes(meeting)
    if former is None:
        return ""
    address = settings.SITE_URL + former.get_absolute_url()
    return f"Compte rendu de la réunion du {plain_date(former.date)} (avec un compte) :\n{address}"


def _how_to_answer(convened, link):
    told = convened.told
    by = f" avant le {plain_date(told.answer_by)}" if told.answer_by else ""
    ways = ["présent"]
    ways += ["à distance"] if told.remote_allowed else []
    ways += ["excusé"] + (["représenté par quelqu’un"] if convened.may_be_replaced else [])
    return (
        f"POUR RÉPONDRE{by}, sans compte ({', '.join(ways)}) :\n{link}\n\n"
        "Ce lien est personnel : ne le transmettez pas. Votre réponse se change jusqu’à la "
        "réunion. L’ordre du jour et votre lettre s’y lisent aussi."
    )


def short_text(convened, link):
    """A few lines for a telephone: what, when, where, the link."""
    told, meeting = convened.told, convened.meeting
    hour = f" à {format_hour(told.starts_at)}" if told.starts_at else ""
    what = "Convocation" if convened.style == "convocation" else "Invitation"
    if told.kind == Convocation.Kind.MOVE:
        what = "Report"
    lines = [
        f"{what} : {meeting.group}, {meeting.called}",
        f"Pour : {convened.label}",
        f"Quand : {plain_day(told.date)}{hour}",
        f"Où : {told.place}" if told.place else "",
        f"Motif : {told.reason}" if told.reason else "",
        f"Ordre du jour et réponse (sans compte) :\n{link}",
    ]
    return "\n".join(filter(None, lines))


def plain_day(day):
    return long_day(day).replace(NBSP, " ")


def put_withdrawal(deputy, principal, at):
    """To a deputy who is not awaited any more: the event leaves his calendar too."""
    told = principal.told
    whose = f"{principal.label} a changé sa réponse"
    text = (
        f"Bonjour {deputy.name},\n\n{whose} : vous n’êtes plus attendu à la réunion du "
        f"{principal.meeting.group} du {plain_date(told.date)}. Votre lien ne s’ouvre plus.\n"
    )
    subject = f"Vous n’êtes plus attendu : {principal.meeting.group}, {plain_date(told.date)}"
    calendar = invitations.invitation(told, deputy, deputy.email, whose, withdrawn_at=at)
    key = f"convocation-withdrawn:{deputy.pk}"
    how = {"calendar": calendar.decode(), "agency": deputy.agency}
    return outbox.put(key, deputy.email, subject, text, reply_to=told.by.email, **how)
