"""What the pages of a report show of its figures."""

import re

import pytest
from django.urls import reverse

from meetings.report import figures
from tests.factories import make_report
from tests.meetings.reporting import AFTER, THEN, a_quarter, rows_of, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(group, secretary, reviewer, freeze):
    freeze(THEN)
    a_quarter(group, secretary, reviewer)
    freeze(AFTER)
    return make_report(reviewer)


def charts(page):
    """[(the words for who does not see it, how many months it marks)] of each drawing."""
    drawings = re.findall(r'<svg class="chart chart-.*?</svg>', page, re.DOTALL)
    titles = [re.search(r"<title[^>]*>(.*?)</title>", each)[1] for each in drawings]
    return list(zip(titles, [each.count("<circle") for each in drawings], strict=True))


TOLD = (
    "Points d’action en retard à la fin de chaque mois (courbe) et clos dans le mois (barres "
    "hachurées)"
)


def test_the_chart_of_paper_stands_on_the_screen_too(report, reviewer, client_of):
    visit = client_of(reviewer)
    addresses = [report.get_absolute_url(), reverse("meetings:report_edit", args=[report.pk])]
    shown = [charts(visit.get(address).text) for address in addresses]
    version = signed(report, reviewer)
    shown.append(charts(visit.get(version.get_absolute_url()).text))
    assert shown == [[(TOLD, 12), (TOLD, 12)]] * 3  # of the wide and of the narrow place
    assert len(rows_of([*visit.get(addresses[0]).context["paper"].figures.tables], "trend")) == 2


def test_figures_without_months_have_no_chart():
    data = {"day": "1er", "tables": [], "details": [], "trend": []}
    assert figures.of_data(data).charts == ()
