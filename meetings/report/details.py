"""The rows behind each figure of a report, as tables: its page shows all, paper the first ones."""

from gtm.typography import NBSP, long_date
from meetings.report.lists import lead_of
from meetings.report.tables import BY_STRUCTURE, NOBODY, Table, number


def details(look):
    leads = lead_of([*look.late, *look.put_off])
    yield _meetings(look, "held", "Réunions tenues", look.held)
    yield _meetings(look, "missing", "Comptes rendus non parvenus", look.missing)
    yield _late(look, leads)
    yield _put_off(look, leads)
    yield _actions(look, "decided", "Points d’action décidés", look.decided)
    yield _actions(look, "closed", "Points d’action clos", look.closed)
    for kind, title in (("strength", "Forces relevées"), ("weakness", "Faiblesses relevées")):
        yield _findings(look, kind, title)


def _minutes_of(meeting):
    if getattr(meeting, "was_out", False):
        return "publié"
    return "soumis" if getattr(meeting, "was_submitted", False) else "non parvenu"


def _meetings(look, key, title, meetings):
    return Table(
        key=key,
        title=title,
        note="",
        headings=("Réunion", "Date", "Lieu", "Compte rendu"),
        rows=tuple(
            (
                meeting.group.name,
                long_date(meeting.date),
                meeting.place,
                _minutes_of(meeting),
            )
            for meeting in meetings
        ),
        links=tuple(meeting.get_absolute_url() for meeting in meetings),
        widths=(24, 24, 32, 20),
        empty="Aucune.",
        detail=True,
    )


def _late(look, leads):
    items = look.items_of(look.late)
    rows = sorted(look.late, key=lambda row: (_lead_rank(leads[row.action.pk]), -row.days_late))
    return Table(
        key="late",
        title="Points d’action en retard à la fin de la période",
        note=f"Par structure. {BY_STRUCTURE}",
        headings=("Structure", "Point d’action", _heading(look), "Échéance", "Retard"),
        rows=tuple(
            (
                _lead_name(leads[row.action.pk]),
                _told(look, row.action),
                _items_told(items, row.action),
                row.deadline,
                f"{number(row.days_late)}{NBSP}j",
            )
            for row in rows
        ),
        links=tuple(row.action.get_absolute_url() for row in rows),
        widths=(18, 46, 10, 16, 10),
        detail=True,
    )


def _put_off(look, leads):
    items = look.items_of(look.put_off)
    rows = sorted(look.put_off, key=lambda row: _lead_rank(leads[row.action.pk]))
    return Table(
        key="put_off",
        title="Points d’action reconduits dans la période",
        note="Par structure, comme ci-dessus.",
        headings=("Structure", "Point d’action", _heading(look), "Nouvelle échéance"),
        rows=tuple(
            (
                _lead_name(leads[row.action.pk]),
                _told(look, row.action),
                _items_told(items, row.action),
                row.deadline,
            )
            for row in rows
        ),
        links=tuple(row.action.get_absolute_url() for row in rows),
        widths=(18, 52, 10, 20),
        detail=True,
    )


def _actions(look, key, title, rows):
    items = look.items_of(rows)
    return Table(
        key=key,
        title=title,
        note="",
        headings=("Responsables", "Point d’action", _heading(look), "Échéance", "Situation"),
        rows=tuple(
            (
                row.action.responsible_wording or NOBODY,
                _told(look, row.action),
                _items_told(items, row.action),
                row.deadline,
                row.status,
            )
            for row in rows
        ),
        links=tuple(row.action.get_absolute_url() for row in rows),
        widths=(20, 40, 10, 15, 15),
        detail=True,
        prints=False,
    )


def _findings(look, kind, title):
    days = {meeting.pk: meeting for meeting in look.held}
    found = [each for each in look.findings if each.kind == kind]
    meetings = [days[each.point.meeting_id] for each in found]
    return Table(
        key=f"{kind}s",
        title=title,
        note="",
        headings=("Réunion", "Constat"),
        rows=tuple(
            (f"{meeting.group.name}, {long_date(meeting.date)}", each.text)
            for each, meeting in zip(found, meetings, strict=True)
        ),
        links=tuple(meeting.get_absolute_url() for meeting in meetings),
        widths=(28, 72),
        empty="Aucune.",
        detail=True,
    )


def _lead_rank(agency):
    return (agency is None, agency.label.casefold() if agency else "")


def _lead_name(agency):
    return agency.label if agency else NOBODY


def _told(look, action):
    return f"{action.text}\n{look.group_names[action.group_id]}, {long_date(action.decided_on)}"


def _items_told(items, action):
    return ", ".join(item.short.replace(" ", NBSP) for item in items.get(action.pk, ())) or "–"


def _heading(look):
    return look.framework.word.capitalize() if look.framework else "Axe"
