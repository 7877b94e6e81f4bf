"""Which verbs of the oracle stand behind each address and each table; a new one is added here.

`ADDRESSES` and `MODELS` name verbs as « kind verb »; what is open by its nature says why.
"""

# {address: verb}, or {address: {method: verb}} where reading and writing ask different things.
ADDRESSES = {
    "gtm:user_list": "account see",
    "gtm:user_detail": "account see",
    "gtm:user_disable": "account manage",
    "gtm:user_enable": "account manage",
    "gtm:user_reset_factor": "account manage",
    "gtm:membership_add": "account give secretary",
    "gtm:membership_end": "account give partner",  # of the role that ends
    "gtm:invitation_create": "account give secretary",
    "gtm:invitation_list": "account see",
    "gtm:invitation_resend": "account give partner",  # of the role that waits
    "gtm:invitation_withdraw": "account give partner",
    "gtm:journal_list": "alone read the journal",
    "gtm:agency_create": "alone edit structures",
    "gtm:agency_detail": "structure see",
    "gtm:agency_edit": "alone edit structures",
    "gtm:group_create": "alone edit groups",
    "gtm:group_detail": "group see",
    "gtm:group_edit": "alone edit groups",
    "gtm:territory_edit": "alone edit structures",
    "meetings:board": "alone follow actions",
    "meetings:board_turnout": "alone follow actions",
    "meetings:finding_list": "alone follow meetings",
    "meetings:minutes_ask": "alone ask for minutes",
    "meetings:action_report": "alone follow actions",
    "meetings:meeting_create": "alone plan",
    "meetings:meeting_detail": "meeting see",
    "meetings:publication_pdf": "meeting see",
    "meetings:version_detail": "meeting see",
    "meetings:meeting_lecture": "meeting see",
    "meetings:photo_image": "meeting see",
    "meetings:file_download": "file open",
    "meetings:amendment_add": "meeting type",
    # A save that comes late is set aside, not refused.
    "meetings:meeting_edit": {"GET": "meeting type", "POST": "meeting manage"},
    "meetings:meeting_conflict": {"GET": "meeting manage", "POST": "meeting type"},
    "meetings:meeting_preview": "meeting read",
    "meetings:parked_dismiss": "meeting manage",
    "meetings:meeting_presence": "meeting manage",
    "meetings:photo_add": "meeting type",
    "meetings:photo_piece": "meeting type",
    "meetings:file_add": "meeting type",
    "meetings:file_piece": "meeting type",
    "meetings:meeting_history": "meeting look behind",
    "meetings:revision_compare": "meeting look behind",
    "meetings:revision_detail": "meeting look behind",
    "meetings:revision_restore": "meeting type",
    "meetings:meeting_start": "meeting manage",  # of a text that is begun already: opens it
    "meetings:meeting_cancel": "meeting cancel",
    "meetings:meeting_submit": "meeting submit",
    "meetings:meeting_withdraw": "meeting withdraw",
    "meetings:meeting_return": "meeting return",
    "meetings:meeting_publish": "meeting publish",
    "meetings:correction_open": "meeting correct",
    "meetings:correction_abandon": "meeting abandon",
    "meetings:reader_list": "meeting withdraw",  # while it is handed in
    "meetings:reader_change": "meeting withdraw",
    "meetings:observation_treat": "meeting manage",
    "meetings:reading_by_account": "project read",
    "meetings:reading_by_account_pdf": "project read",
    "meetings:group_handover": "group hand over",
    "actions:action_list": "alone follow actions",
    "actions:action_xlsx": "alone follow actions",
    "actions:action_csv": "alone follow actions",
    "actions:action_docx": "alone follow actions",
    "actions:action_selection": "alone follow actions",
    "actions:action_chase": "alone chase",
    "actions:reminder_list": "alone set reminders",
    "actions:reminder_detail": "alone set reminders",
    "actions:action_detail": "action see",
    "actions:update_file": "action see",
    # Read, they lead back to the action.
    "actions:action_report": {"POST": "action report"},
    "actions:action_declare": {"POST": "action declare"},
    "actions:action_close": {"POST": "action close"},
    "actions:action_refuse": {"POST": "action close"},
    "actions:action_reschedule": {"POST": "action close"},
    "actions:action_reopen": {"POST": "action close"},
    "actions:action_cancel": {"POST": "action close"},
    "actions:action_designate": {"POST": "action designate"},
    "actions:action_release": {"POST": "action designate"},
    "actions:action_set_axis": {"POST": "action classify"},
}
# Refused for another reason to some whom the law lets in.
NARROWER = {
    "meetings:board_turnout": "who follows meetings too looks at the groups of the own board",
    "meetings:minutes_ask": "they are asked for while they are missing",
    "meetings:publication_pdf": "that version must be out",
    "meetings:version_detail": "that version must be out",
    "meetings:photo_image": "a version shows it, or one reads the text being written",
    "meetings:revision_compare": "two texts must be named",
    "meetings:meeting_start": "not what is handed in or out",
}
# Open to who has signed in: what stands there is filtered by these verbs.
LISTS = {
    "meetings:home": "meeting see, action review, project read",
    "meetings:meeting_list": "meeting see, meeting list as published",
    "gtm:agency_list": "structure see",
    "gtm:group_list": "group see",
    "gtm:territory_list": "territory see",
}
_OWN = "open to who has signed in: about nobody else"
_EMPTY = "open to everybody: without data"
_SECRET = "open to who holds the address, which is a secret"
OPEN = {
    "gtm:kept_form": _OWN,
    "gtm:own_account": _OWN,
    "gtm:own_name": _OWN,
    "meetings:feed_edit": _OWN,
    "actions:deadline_reading": "open to who has signed in: reads words, no row",
    "meetings:feed_calendar": _SECRET,
    "meetings:reading": _SECRET,
    "meetings:reading_pdf": _SECRET,
    "gtm:invitation_accept": _SECRET,
    "meetings:verification": "open to everybody: says that a PDF is authentic, and its version",
    "meetings:worker": _EMPTY,
    "meetings:manifest": _EMPTY,
    "meetings:offline_home": _EMPTY,
    "meetings:offline_editor": _EMPTY,
}
SIGN_IN = ("account_", "mfa_", "usersessions_")  # allauth's: the person's own account

MODELS = {
    "gtm.Territory": "territory see",
    "gtm.Agency": "structure see",
    "gtm.WorkingGroup": "group see",
    "gtm.Letterhead": "group see",
    "gtm.User": "account see",
    "gtm.Membership": "account see",
    "gtm.Invitation": "account see",
    "gtm.JournalEntry": "alone read the journal",
    "actions.ActionItem": "action see",
    "actions.ActionUpdate": "action see",
    "actions.ActionResponsible": "action see",
    "actions.FollowUpAgency": "action see",
    "meetings.Meeting": "meeting see",
    "meetings.Publication": "meeting see",
    "meetings.AgendaPoint": "meeting see",
    "meetings.Finding": "meeting see",
    "meetings.Adoption": "meeting see",
    "meetings.Amendment": "meeting see",
    "meetings.Attendance": "meeting look behind",  # telephone numbers
    "meetings.Attendance_agencies": "meeting see",
    "meetings.Photo": "meeting see",
    "meetings.JoinedFile": "file open",
    "meetings.Step": "meeting read",
    "meetings.Comment": "meeting read",
    "meetings.Revision": "meeting look behind",
    "meetings.Presence": "meeting manage",
    "meetings.Reader": "project read",
    "meetings.Observation": "meeting read",
}
WITHOUT_RULE = {
    "gtm.CalendarFeed": "a person's own; only the hash of its secret is kept",
    "gtm.Mail": "no page shows one",
    "actions.StrategicAxis": "the plan of the country, shown beside actions and to filter by",
    "meetings.Operation": "answers to saves, given again to their author alone",
}
