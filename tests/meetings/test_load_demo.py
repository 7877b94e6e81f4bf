import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client

from meetings.models import Meeting, Publication, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(settings):
    settings.DEMO = True
    call_command("load_reference", verbosity=0)
    return lambda: call_command("load_demo", verbosity=0)


def test_the_real_minutes_are_entered_and_published_once(load):
    load()
    load()
    states = Meeting.objects.order_by("date").values_list("group__name", "date__year", "state")
    assert list(states) == [
        ("GTM/Niamey", 2021, "published"),
        ("GTM/Niamey", 2021, "published"),
        ("GTM/Agadez", 2021, "published"),
        ("GTM/Zinder", 2021, "published"),
        ("GTM/Zinder", 2022, "draft"),
        ("GTM/Tahoua", 2022, "published"),
    ]
    assert (Publication.objects.count(), Revision.objects.count()) == (5, 12)


def test_it_is_entered_where_the_site_is_by_https(load, settings):
    settings.SITE_URL = "https://gtm.example"
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["gtm.example"]
    load()
    assert Publication.objects.count() == 5


def test_a_summary_never_passes_for_the_original(load):
    load()
    extracts = Publication.objects.exclude(meeting__group__name="GTM/Zinder")
    marked = [each.document["opening"].startswith("EXTRAIT : ") for each in extracts]
    assert marked == [True] * 4


def test_an_interrupted_load_goes_on_where_it_stopped(load):
    load()
    Publication.objects.all().delete()
    Meeting.objects.filter(state="published").update(state="submitted", published_version=0)
    load()
    assert Publication.objects.count() == 5


def test_the_accounts_sign_in_by_the_form(load):
    load()
    form = {"login": "spccm@demo.example", "password": "gtm-demo-2021"}
    assert Client().post("/connexion/", form).url == "/"


def test_without_demo_nothing_is_loaded(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("load_demo")


@pytest.mark.parametrize(("demo", "found"), [(True, ["gtm.E001"]), (False, [])])
def test_a_deployment_with_the_demonstration_is_refused(settings, demo, found):
    settings.DEMO = demo
    refused = run_checks(tags=["security"], include_deployment_checks=True)
    assert [each.id for each in refused if each.id.startswith("gtm.")] == found
