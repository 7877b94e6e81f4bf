"""Which backups stay, and what no kept one names any more."""

from datetime import date

from gtm.keeping.manifest import BACKUPS, FILES, MANIFEST, folder, names_in, parts


def kept(names, days, weeks, months):
    """The newest, and the last one of so many days, weeks and months that have one."""
    staying = set(names[-1:])
    for count, period in ((days, _day), (weeks, _week), (months, _month)):
        last = {period(name): name for name in names}
        staying |= {last[each] for each in sorted(last)[-count:]} if count else set()
    return staying


def _day(name):
    return name[:10]


def _week(name):
    return date.fromisoformat(name[:10]).isocalendar()[:2]


def _month(name):
    return name[:7]


def rotate(target, keep, scratch):
    """Remove old backups, halves that a kill has left, and files that nothing names any more.

    Only by whoever makes backups of this base at the time; returns how many backups went.
    """
    sizes = target.sizes(BACKUPS)
    names = names_in(sizes)
    staying = kept(names, *keep)
    named = {part for name in staying for part in parts(target, name, scratch)}
    going = [path for path in sizes if path.split("/")[1] not in staying]
    # Without its manifest it is no backup any more, whatever happens next.
    for path in sorted(going, key=lambda path: MANIFEST not in path):
        target.remove(path)
    for path in target.sizes(FILES):
        if path not in named:
            target.remove(path)
    return len(names) - len(staying)


def undo(target, name):
    """Remove what was put of a backup that is not one."""
    for path in target.sizes(folder(name)):
        target.remove(path)
