"""What holds after any verbs in any order: (what, SQL that finds what breaks it), on both engines.

A row found is a fault. Packed texts and what counts days are compared in Python.
"""

from django.db import connection

from actions.follow_up import RUNNING, ActionUpdate
from actions.models import ActionItem
from meetings import transitions
from meetings.models import Meeting
from tests.silent import noted_of, silence_of


def _quoted(values):
    return ", ".join(f"'{value}'" for value in values)


def _differ(one, other):
    """That two columns differ, two empty ones being alike; `IS DISTINCT FROM` of any engine."""
    return f"(({one}) <> ({other}) OR (({one}) IS NULL) <> (({other}) IS NULL))"


_TABLE = " UNION ALL ".join(
    f"SELECT '{each.name}' AS name, '{before}' AS before, '{each.after}' AS after"
    for each in transitions.TABLE.values()
    for before in each.before
)
_STEPS = f"""
    WITH lines AS ({_TABLE}),
    afters AS (SELECT DISTINCT name, after FROM lines),
    steps AS (
        SELECT step.id, step.meeting_id, step.name, step.revision, after,
               LAG(after) OVER (PARTITION BY step.meeting_id ORDER BY step.id) AS came_from,
               LEAD(step.id) OVER (PARTITION BY step.meeting_id ORDER BY step.id) AS next
        FROM meetings_step step JOIN afters ON afters.name = step.name
    )"""
# Updates that claim a version; a chase is noted beside them.
_UPDATES = """
    WITH chain AS (
        SELECT id, action_id, status_before, status,
               LAG(status) OVER (PARTITION BY action_id ORDER BY id) AS came_from,
               LEAD(id) OVER (PARTITION BY action_id ORDER BY id) AS next
        FROM actions_actionupdate WHERE kind <> 'chased'
    )"""
_FIRST_CHARGED = """
    SELECT agency_id FROM actions_followupagency WHERE action_id = action.id ORDER BY id LIMIT 1"""
_LEADING = """
    SELECT agency_id FROM actions_actionresponsible WHERE action_id = action.id AND position = 0"""
_NEXT_MEETING = """
    SELECT MIN(date) FROM meetings_meeting meeting
    WHERE meeting.group_id = action.group_id AND state <> 'cancelled'
      AND date > action.deadline_from"""
_LAST_NEWS = f"""
    SELECT MAX(at) FROM actions_actionupdate WHERE action_id = action.id
      AND kind IN ({_quoted(ActionUpdate.NEWS)})"""

INVARIANTS = [
    ("versions of a meeting are 1 to published_version", """
        SELECT meeting.id FROM meetings_meeting meeting
        LEFT JOIN meetings_publication version ON version.meeting_id = meeting.id
        GROUP BY meeting.id, published_version
        HAVING COUNT(version.id) <> published_version
            OR COALESCE(MAX(version.version), 0) <> published_version
            OR COALESCE(MIN(version.version), 1) <> 1"""),
    ("the published text is one of the saved ones", """
        SELECT meeting.id FROM meetings_meeting meeting
        LEFT JOIN meetings_revision text
          ON text.meeting_id = meeting.id AND text.version = published_revision
        WHERE published_version > 0 AND text.id IS NULL"""),
    ("minutes that are published hold the published text", """
        SELECT id FROM meetings_meeting
        WHERE state = 'published' AND published_revision <> version"""),
    ("numbered saves are 1 to the version of the meeting", """
        SELECT meeting.id FROM meetings_meeting meeting
        LEFT JOIN meetings_revision text
          ON text.meeting_id = meeting.id AND text.version IS NOT NULL
        GROUP BY meeting.id, meeting.version
        HAVING COUNT(text.id) <> meeting.version
            OR COALESCE(MAX(text.version), 0) <> meeting.version
            OR COALESCE(MIN(text.version), 0) <> 1"""),
    ("each merged text has the one that was sent", """
        SELECT text.id FROM meetings_revision text
        LEFT JOIN meetings_revision sent ON sent.id = text.source_id AND sent.kind = 'sent'
        WHERE text.kind = 'merged' AND sent.id IS NULL"""),
    ("a step leaves the state that the one before led to", f"""{_STEPS}
        SELECT steps.id FROM steps
        LEFT JOIN lines ON lines.name = steps.name AND lines.before = came_from
        WHERE came_from IS NOT NULL AND lines.name IS NULL"""),
    ("the last step led to the state of the meeting", f"""{_STEPS}
        SELECT meeting.id FROM meetings_meeting meeting
        JOIN steps ON steps.meeting_id = meeting.id AND next IS NULL
        WHERE after <> state"""),
    ("a text that is handed in is written no more", f"""{_STEPS}
        SELECT meeting.id FROM meetings_meeting meeting
        JOIN steps ON steps.meeting_id = meeting.id AND next IS NULL
        WHERE state = 'submitted' AND revision <> version"""),
    ("a version is published by a step, each once", """
        SELECT meeting.id FROM meetings_meeting meeting
        LEFT JOIN meetings_step step ON step.meeting_id = meeting.id AND step.name = 'publish'
        GROUP BY meeting.id, published_version HAVING COUNT(step.id) <> published_version"""),
    ("only a submitted text has readers", """
        SELECT reader.id FROM meetings_reader reader
        JOIN meetings_meeting meeting ON meeting.id = reader.meeting_id
        WHERE ended_at IS NULL AND state <> 'submitted'"""),
    ("a reader reads the last submission", """
        SELECT reader.id FROM meetings_reader reader WHERE ended_at IS NULL AND submission_id <> (
            SELECT MAX(id) FROM meetings_step WHERE meeting_id = reader.meeting_id)"""),
    ("each link that opens was sent by a mail", """
        SELECT reader.id FROM meetings_reader reader WHERE NOT EXISTS (
            SELECT 1 FROM gtm_mail WHERE key LIKE
                '%reading:' || reader.id || ':' || SUBSTR(token_sha256, 1, 16))"""),
    ("an action stands under published minutes of its group", """
        SELECT action.id FROM actions_actionitem action
        JOIN meetings_agendapoint point ON point.id = action.agenda_point_id
        JOIN meetings_meeting meeting ON meeting.id = point.meeting_id
        WHERE published_version = 0 OR meeting.group_id <> action.group_id"""),
    ("the version of an action counts its updates", """
        SELECT action.id FROM actions_actionitem action
        LEFT JOIN actions_actionupdate news
          ON news.action_id = action.id AND news.kind <> 'chased'
        GROUP BY action.id, action.version HAVING action.version <> 1 + COUNT(news.id)"""),
    ("an update begins where the former one ended", f"""{_UPDATES}
        SELECT id FROM chain WHERE status_before <> COALESCE(came_from, 'todo')"""),
    ("the status of an action is that of its last update", f"""{_UPDATES}
        SELECT action.id FROM actions_actionitem action
        LEFT JOIN chain ON chain.action_id = action.id AND next IS NULL
        WHERE action.status <> COALESCE(chain.status, 'todo')"""),
    ("the day of a closing stands where it is closed, and only there", """
        SELECT id FROM actions_actionitem
        WHERE (status IN ('done', 'not_done') AND closed_on IS NULL)
           OR (status NOT IN ('done', 'not_done', 'cancelled') AND closed_on IS NOT NULL)"""),
    ("the day of a declaration stands where it is declared or done, and only there", """
        SELECT id FROM actions_actionitem
        WHERE (status IN ('declared', 'done') AND declared_on IS NULL)
           OR (status NOT IN ('declared', 'done', 'cancelled') AND declared_on IS NOT NULL)"""),
    ("the first designated leads, else the first responsible", f"""
        SELECT id FROM actions_actionitem action
        WHERE {_differ("lead_id", f"COALESCE(({_FIRST_CHARGED}), ({_LEADING}))")}"""),
    ("who is charged was designated and not released since", """
        WITH told AS (
            SELECT action_id, agency_id, kind, ROW_NUMBER() OVER (
                PARTITION BY action_id, agency_id ORDER BY id DESC) AS back
            FROM actions_actionupdate WHERE kind IN ('designated', 'released'))
        SELECT told.action_id FROM told
        LEFT JOIN actions_followupagency charged
          ON charged.action_id = told.action_id AND charged.agency_id = told.agency_id
        WHERE back = 1 AND (kind = 'designated') <> (charged.id IS NOT NULL)
        UNION ALL
        SELECT charged.action_id FROM actions_followupagency charged
        LEFT JOIN told
          ON charged.action_id = told.action_id AND charged.agency_id = told.agency_id
        WHERE told.kind IS NULL"""),
    ("« prochaine réunion » is the group's next one", f"""
        SELECT id FROM actions_actionitem action
        WHERE deadline_precision = 'next_meeting'
          AND status IN ({_quoted(RUNNING)})
          AND {_differ("due_on", _NEXT_MEETING)}"""),
    ("the last news are the latest ones", f"""
        SELECT id FROM actions_actionitem action
        WHERE {_differ("last_news_at", _LAST_NEWS)}"""),
    ("each putting off is counted", """
        SELECT action.id FROM actions_actionitem action
        LEFT JOIN actions_actionupdate news
          ON news.action_id = action.id AND news.kind = 'rescheduled'
        GROUP BY action.id, rescheduled_count HAVING rescheduled_count <> COUNT(news.id)"""),
    ("a person keeps the minutes of a group by one running role", """
        SELECT user_id FROM gtm_membership WHERE role = 'secretary' AND until IS NULL
        GROUP BY user_id, group_id HAVING COUNT(*) > 1"""),
    ("a group has who keeps its minutes", """
        SELECT id FROM gtm_workinggroup grp WHERE NOT EXISTS (
            SELECT 1 FROM gtm_membership
            WHERE group_id = grp.id AND role = 'secretary' AND until IS NULL)"""),
]  # fmt: skip


def broken():
    """The invariants that do not hold, each with the first rows that break it."""
    found = []
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS:
            cursor.execute(sql)
            if rows := cursor.fetchmany(3):
                found.append(f"{name}: {rows}")
    for meeting in Meeting.objects.all():
        text = meeting.revisions.filter(version=meeting.version).first()
        if text and text.document != meeting.document:
            found.append(f"the text of a meeting is its last numbered save: {meeting.pk}")
    for action in ActionItem.objects.prefetch_related("updates"):
        if noted_of(action) != silence_of(action):
            found.append(f"the silence of an action is what its updates say: {action.pk}")
    return found
