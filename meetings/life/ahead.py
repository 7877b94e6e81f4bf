"""What the secretary of a meeting that lies ahead does next: the main action of its page."""


def next_step(meeting, shown, today):
    """One of "agenda", "convene", "tell", "answers", "door", "start"; "" where it is not his.

    `shown`: the context of the page, with what `planning.hub` and `convocation.hub` say.
    """
    if not shown["is_hub"] or "start" not in shown["moves"]:
        return ""
    if meeting.date <= today:
        return "door" if meeting.date == today else "start"
    told = shown.get("convocation", {})
    if told.get("untold"):
        return "tell"
    if not told.get("count") and not shown["agenda"].points:
        return "agenda"
    return "answers" if told.get("count") and not told.get("forgotten") else "convene"
