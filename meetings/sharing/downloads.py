"""How often each version was downloaded, by whom."""

from dataclasses import dataclass

from django.db.models import Count, F, Sum

from gtm.models import Agency
from meetings.models import Publication, SharedLink


@dataclass
class Line:
    """A version, how often it was downloaded, and [(who, how often)], most first."""

    publication: Publication
    count: int
    readers: list


def versions_in(downloads):
    """Versions that some of `downloads` count, the last published first."""
    found = Publication.objects.filter(pk__in=downloads.values("publication"))
    return found.defer("document").select_related("meeting__group").order_by("-published_at", "-pk")


def lines(publications, downloads):
    """A `Line` for each of a page of publications."""
    downloads = downloads.filter(publication__in=[each.pk for each in publications])
    grouped = downloads.order_by().values("publication", "agency", "shared", "is_public")
    rows = list(grouped.annotate(total=Sum("count")))
    agencies = Agency.objects.select_related("territory").in_bulk({row["agency"] for row in rows})
    links = SharedLink.objects.in_bulk({row["shared"] for row in rows})
    return [
        _line(each, [row for row in rows if row["publication"] == each.pk], agencies, links)
        for each in publications
    ]


def _line(publication, rows, agencies, links):
    readers = [(_who(row, agencies, links), row["total"]) for row in rows]
    readers.sort(key=lambda reader: (-reader[1], reader[0]))
    return Line(publication, sum(count for _, count in readers), readers)


def _who(row, agencies, links):
    if row["agency"]:
        return agencies[row["agency"]].label
    if row["shared"]:
        return f"lien pour {links[row['shared']].whom}"
    return "public" if row["is_public"] else "sans structure"


def totals(downloads):
    """{downloads, structures}: how many."""
    return downloads.aggregate(
        downloads=Sum(F("count"), default=0), structures=Count("agency", distinct=True)
    )
