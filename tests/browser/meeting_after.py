"""Planned, convened, moved and cancelled: a meeting as mails tell it to a real calendar."""

from datetime import UTC, datetime

from tests.browser.convening import calendar_in
from tests.caldav import stored

WRITTEN = ("drec", "police", "gouvernorat", "oim", "pam", "cicr", "drc")


def plan(scenario, day):
    hand = scenario.hand
    hand.page.goto(scenario.world.group.get_absolute_url())
    with scenario.story.step("Planifier à la date du rythme", "rapporteur"):
        hand.link("Planifier")
        hand.picture("planifier")
        hand.button("Planifier")
        hand.says("1 réunion planifiée")
    assert f"{scenario.meeting.date}" == day


def take_into_calendar(scenario, mails, status, starts):
    """The calendar part of the mail to OIM, put into Radicale, which holds one event of it."""
    text = calendar_in(mails["oim@example.org"])
    uid = f"reunion-{scenario.meeting.pk}@"
    events = [each for each in stored(scenario.calendar, text) if each["UID"].startswith(uid)]
    held = [(str(each["STATUS"]), each.decoded("DTSTART").astimezone(UTC)) for each in events]
    assert held == [(status, starts)]


def the_meeting_after(scenario):
    scenario.hand = scenario.of(scenario.world.secretary)
    plan(scenario, "2031-12-26")  # the last Thursday is Christmas
    scenario.hand.page.goto(f"/reunions/{scenario.meeting.pk}/convoquer/")
    hand = scenario.hand
    with scenario.story.step("Convoquer à la suivante", "rapporteur"):
        hand.button("Envoyer les convocations")
        hand.says("8 personnes convoquées")
    mails = scenario.post.send()
    take_into_calendar(scenario, mails, "CONFIRMED", datetime(2031, 12, 26, 9, 20, tzinfo=UTC))
    mails = move(scenario)
    take_into_calendar(scenario, mails, "CONFIRMED", datetime(2031, 12, 30, 14, tzinfo=UTC))
    mails = cancel(scenario)
    take_into_calendar(scenario, mails, "CANCELLED", datetime(2031, 12, 30, 14, tzinfo=UTC))


def move(scenario):
    hand = scenario.hand
    scenario.open()
    with scenario.story.step("Déplacer, le dire", "rapporteur"):
        hand.link("Déplacer…")
        for label, text in (
            ("Nouvelle date", "30/12/2031"),
            ("Heure de début", "15h"),
            ("Heure de fin", "17h"),
        ):
            field = hand.page.get_by_label(label)
            hand.tap(field)
            hand.press("Control+a")
            hand.type(text)
        hand.write(hand.page.locator("[name=reason]"), "Fêtes de fin d’année")
        hand.picture("deplacer")
        hand.button("Déplacer")
        hand.says("La réunion est déplacée")
        hand.tap(hand.page.locator("a[href$='#change']").first)
        hand.button("Dire le report")
        hand.says("8 personnes prévenues")
    return told(scenario)


def cancel(scenario):
    hand = scenario.hand
    scenario.open()
    with scenario.story.step("Annuler, le dire", "rapporteur"):
        hand.link("Annuler la réunion…")
        hand.write(hand.page.locator("[name=reason]"), "Crue")
        hand.button("Annuler la réunion")
        hand.says("La réunion est annulée")
        hand.tap(hand.page.locator("a[href$='#change']").first)
        hand.picture("annuler")
        hand.button("Dire l’annulation")
        hand.says("8 personnes prévenues")
    return told(scenario)


def told(scenario):
    mails = scenario.post.send()
    assert set(mails) == {f"{name}@example.org" for name in WRITTEN}
    return mails
