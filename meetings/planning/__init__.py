"""Before a meeting: the calendar, rhythms, moves, and the agenda that is prepared together."""
