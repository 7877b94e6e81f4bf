"""What an update says: the event with its reason and for whom, the same words everywhere."""

from datetime import UTC, date, datetime

import pytest

from actions import deadlines
from actions.chases import letters
from actions.follow_up import ActionUpdate, Said
from actions.models import ActionItem
from actions.reviewing import exports, report
from tests.factories import make_action, make_agency

pytestmark = pytest.mark.django_db
AT = datetime(2022, 4, 1, 12, tzinfo=UTC)
TODAY = date(2022, 5, 1)
Kind = ActionUpdate.Kind


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "report", "sentence": "Salle trouvée"}, "Salle trouvée"),
        ({"kind": "report", "status": "doing"}, "en cours"),
        ({"kind": "report"}, "point d’étape"),
        ({"kind": "report", "file_name": "devis.pdf"}, "pièce jointe : devis.pdf"),
        (
            {"kind": "report", "status": "waiting", "reason": "le financement est attendu"},
            "en attente : le financement est attendu",
        ),
        (
            {"kind": "report", "reason": "fonds attendus", "sentence": "Devis reçu"},
            "en attente : fonds attendus – Devis reçu",
        ),
        ({"kind": "report", "part": "done", "sentence": "Fini"}, "sa part faite : Fini"),
        ({"kind": "declared", "status": "declared"}, "déclaré fait, à vérifier"),
        (
            {"kind": "closed", "status": "not_done", "reason": "hors budget"},
            "non réalisé : hors budget",
        ),
        ({"kind": "closed", "status": "done", "sentence": "Vu"}, "réalisé : Vu"),
        (
            {"kind": "refused", "status": "doing", "reason": "pièce illisible"},
            "refusé : pièce illisible",
        ),
        ({"kind": "reopened", "status": "doing", "reason": "à refaire"}, "rouvert : à refaire"),
        ({"kind": "cancelled", "status": "cancelled", "reason": "doublon"}, "annulé : doublon"),
        (
            {
                "kind": "rescheduled",
                "new_wording": "31/3/23",
                "new_precision": "day",
                "new_due_on": date(2023, 3, 31),
                "sentence": "Fonds attendus",
            },
            "reconduit au 31 mars 2023 : Fonds attendus",
        ),
        (
            {"kind": "rescheduled", "new_wording": "fin 2023", "new_precision": "year"},
            "reconduit, nouvelle échéance « fin 2023 »",
        ),
    ],
)
def test_an_event_is_told_with_its_reason(fields, told):
    update = ActionUpdate(**{"status_before": "todo", "status": "todo"} | fields)
    assert plain(update.told) == told


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "report", "sentence": "Salle trouvée"}, "OIM : Salle trouvée"),
        ({"kind": "report", "reason": "fonds attendus"}, "OIM, en attente : fonds attendus"),
        (
            {"kind": "declared", "status": "declared", "sentence": "Formé"},
            "déclaré fait par OIM, à vérifier : Formé",
        ),
        ({"kind": "designated"}, "structure désignée : OIM"),
    ],
)
def test_it_is_told_for_whom_and_once(agency, fields, told):
    update = ActionUpdate(agency=agency, **{"status_before": "todo", "status": "todo"} | fields)
    assert plain(update.told) == told


@pytest.mark.parametrize(
    ("fields", "new"),
    [
        ({"kind": "declared", "status": "declared"}, ""),
        ({"kind": "closed", "status": "done"}, ""),
        ({"kind": "cancelled", "status": "cancelled"}, ""),
        ({"kind": "report", "status": "doing"}, "en cours"),
        ({"kind": "refused", "status": "doing"}, "en cours"),
        ({"kind": "report", "status": "todo"}, ""),
    ],
)
def test_the_state_is_not_told_twice(fields, new):
    assert ActionUpdate(status_before="todo", **fields).new_status == new


def test_the_reason_stands_wherever_the_event_is_told(
    client_of, group, secretary, reviewer, partner, agency
):
    why = "Le financement est attendu"
    action = make_action(group, secretary, agency, due_on=date(2022, 3, 1))
    action.report(Said(secretary, AT, reason=why), "waiting")
    pages = {
        "/actions/": reviewer,
        "/": partner,
        action.get_absolute_url(): partner,
        action.agenda_point.meeting.get_absolute_url(): partner,
    }
    shown = {path: plain(client_of(who).get(path).content.decode()) for path, who in pages.items()}
    assert [path for path, page in shown.items() if why not in page] == []
    [row] = exports.rows(ActionItem.objects.all(), TODAY)
    assert plain(row.news_text) == f"en attente : {why}"
    assert plain(report.cells_of(row)[-1]).splitlines()[0] == f"1er avril 2022 : en attente : {why}"
    assert f"dernier suivi, 1er avril 2022 : en attente : {why}" in plain(
        letters.listed(letters.with_news([action]), TODAY)
    )


def test_the_last_news_of_many_are_read_at_once(
    group, secretary, agency, django_assert_num_queries
):
    actions = [make_action(group, secretary, agency) for _ in range(3)]
    for number, action in enumerate(actions):
        action.report(Said(secretary, AT, sentence=f"Un {number}"))
        action.reschedule(
            Said(secretary, AT.replace(hour=14)), deadlines.parse("31/12/2022", AT.date())
        )
        action.designate(Said(secretary, AT.replace(hour=15)), make_agency(f"PAM{number}"))
    for few in (actions[:1], actions):
        with django_assert_num_queries(1):
            news = ActionItem.objects.filter(pk__in=[each.pk for each in few]).latest_news()
            told = {plain(each.told) for each in news.values()}
        assert (len(news), told) == (len(few), {"reconduit au 31 décembre 2022"})
