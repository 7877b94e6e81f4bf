"""The usual names of the minutes, read in the directory that every installation starts from."""

from io import StringIO

import pytest
from django.core.management import call_command

from actions.models import known_names
from actions.responsibles import parse
from gtm.models import Agency

READ_AS = {
    "Les ONG": ["ONG"],
    "Membre du cluster": ["Membres"],
    "Tous les membres du GTM": ["Membres"],
    "Membres GTM": ["Membres"],
    "GTM": ["Membres"],
    "Toutes les structures": ["Membres"],
    "Structures concernées": ["Membres"],
    "la société civile et les PTF": ["OSC", "PTF"],
    "les partenaires techniques et financiers": ["PTF"],
    "HCDH/CLIMIS": ["HCDH"],
    "Caritas-Suisse (CACH)": ["CACH"],
    "Police": ["DGPN"],
    "OIM-HCR avec l’appui du PAM": ["OIM", "HCR", "PAM"],
    "CIAUD CANADA": [None],
    "MEN (DNEF)": [None],
    "EDC/PACEN": [None],
    "Mairies": [None],
    "Ministère de la Santé Publique, de la Population et de l’Action Sociale": [None],
    "Ministère de la Santé Publique, de la Population et des Affaires Sociales": ["MSP/AS"],
}


@pytest.mark.django_db
def test_the_usual_names_are_read_in_the_directory():
    call_command("load_reference", stdout=StringIO())
    agencies = Agency.objects.filter(territory=None)
    known = known_names(agencies)
    acronyms = {agency.pk: agency.acronym for agency in agencies}
    read = {text: [acronyms.get(each.key) for each in parse(text, known)] for text in READ_AS}
    assert read == READ_AS
