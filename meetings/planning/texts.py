"""The text from which a page was made."""


def text_of(meeting, version):
    """The map of a version; the current one where nobody has that version any more."""
    if version == meeting.version:
        return meeting.document
    revision = meeting.revisions.filter(version=version).first()
    return revision.document if revision else meeting.document
