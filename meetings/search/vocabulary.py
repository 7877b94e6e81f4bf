"""What means the same today: the names of structures, and the list of equivalents."""

from collections import defaultdict

from gtm.models import Agency
from meetings.models import Equivalence
from meetings.search.language import stem, words
from meetings.search.query import Vocabulary


def known():
    """The `Vocabulary` of the directory and of the list that SP/CCM keeps."""
    return Vocabulary(names=_names(), equals=_equals())


def _names():
    """A name that several structures have stands for them all; collectives are ordinary words."""
    agencies = Agency.objects.filter(is_collective=False).select_related("territory")
    means = defaultdict(list)
    for agency in agencies:
        own = (agency.pk, agency.all_names)
        for name in agency.folded_names:
            means[name].append(own)
    return means


def _equals():
    means = {}
    for equivalence in Equivalence.objects.all():
        either = tuple(
            tuple(stem(word.text) for word in words(wording)) for wording in equivalence.wordings
        )
        for stems in filter(None, either):
            means[stems] = tuple(dict.fromkeys((*means.get(stems, ()), *filter(None, either))))
    return means
