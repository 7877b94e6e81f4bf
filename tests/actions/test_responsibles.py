import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.responsibles import LIMIT, Kind, Known, Responsible, parse, respelled
from gtm.names import fold

STRUCTURES = {
    "SP/CCM": ["Secrétariat permanent", "Secrétaire permanent du CCM"],
    "MI/D": ["Ministère de l’Intérieur et de la Décentralisation", "Ministère de l’Intérieur"],
    "DGECM-R": ["Direction Générale de l’État Civil, des Migrations et des Réfugiés"],
    "DM": ["Direction des Migrations", "Direction de la migration"],
    "DRECM-R": ["DREC"],
    "DRAT/DC": [],
    "DRC/MMC": ["MMC/DRC", "DRC", "MMC"],
    "GIZ/APM": ["Coopération allemande (GIZ), projet Appui-conseil", "GIZ"],
    "CACH": ["Caritas", "Caritas Suisse"],
    "CIAUD": [],
    "CRS": [],
    "HCR": ["UNHCR"],
    "OCHA": [],
    "OIM": ["IOM"],
    "OXFAM": [],
    "PAM": ["WFP"],
}
COLLECTIVES = {
    "État": ["Gouvernement", "Gouvernement du Niger"],
    "Partenaires": ["chaque partenaire", "tous les partenaires"],
    "Membres": ["tous", "membres du GTM", "GTM", "structures", "structures concernées"],
    "ONG": [],
    "PTF": ["Partenaires techniques et financiers"],
}
DIRECTORY = {
    fold(name): Known(acronym, collective)
    for table, collective in ((STRUCTURES, False), (COLLECTIVES, True))
    for acronym, names in table.items()
    for name in (acronym, *names)
}


def read(text, directory=DIRECTORY):
    return [(one.wording, one.kind, one.key) for one in parse(text, directory)]


REAL_MINUTES = {
    # Zinder, 30 November 2021
    "SP/CCM": [("SP/CCM", "structure", "SP/CCM")],
    "Etat": [("Etat", "collective", "État")],
    "Partenaires": [("Partenaires", "collective", "Partenaires")],
    "Etat et partenaires": [
        ("Etat", "collective", "État"),
        ("partenaires", "collective", "Partenaires"),
    ],
    "Etat/SPCCM/Direction de la migration.": [
        ("Etat", "collective", "État"),
        ("SPCCM", "structure", "SP/CCM"),
        ("Direction de la migration.", "structure", "DM"),
    ],
    "Etat/SPCCM": [("Etat", "collective", "État"), ("SPCCM", "structure", "SP/CCM")],
    "DREC-MR/partenaires": [
        ("DREC-MR", "structure", "DRECM-R"),
        ("partenaires", "collective", "Partenaires"),
    ],
    # GTM Niamey 2021, GTM Tahoua 2022
    "SP/CCM, DRC/MMC": [
        ("SP/CCM", "structure", "SP/CCM"),
        ("DRC/MMC", "structure", "DRC/MMC"),
    ],
    "CIAUD CANADA": [("CIAUD CANADA", "free", None)],
    "N/A": [],
    # Cluster Protection Niger 2020
    "(Cluster protection)": [("Cluster protection", "free", None)],
    "(Gouvernement du Niger, CIMCORD…)": [
        ("Gouvernement du Niger", "collective", "État"),
        ("CIMCORD…", "free", None),
    ],
    "Cluster Protection, Monitoring…": [
        ("Cluster Protection", "free", None),
        ("Monitoring…", "free", None),
    ],
    # WASH DRC 2016 and 2017
    "Cluster National": [("Cluster National", "free", None)],
    "Directeur de la DNH": [("Directeur de la DNH", "function", None)],
    "Caritas": [("Caritas", "structure", "CACH")],
    "Unité de recherche UNIKIN": [("Unité de recherche UNIKIN", "free", None)],
    "OCHA / Cluster provinciaux": [
        ("OCHA", "structure", "OCHA"),
        ("Cluster provinciaux", "free", None),
    ],
    "Cluster provinciaux et CPAEHA": [
        ("Cluster provinciaux", "free", None),
        ("CPAEHA", "free", None),
    ],
    "Cluster national/ INSO/ OCHA": [
        ("Cluster national/ INSO", "free", None),
        ("OCHA", "structure", "OCHA"),
    ],
    "ONG qui opèrent dans le secteur WASH": [
        ("ONG qui opèrent dans le secteur WASH", "free", None)
    ],
    "chaque partenaire": [("chaque partenaire", "collective", "Partenaires")],
    # Nutrition Lubumbashi 2018, its template, Abala 2012
    "Cluster lead, co-facilitateur et PRONANUT": [
        ("Cluster lead", "free", None),
        ("co-facilitateur", "function", None),
        ("PRONANUT", "free", None),
    ],
    "Membres du Cluster intéressés": [("Membres du Cluster intéressés", "free", None)],
    "Membres du Cluster": [("Membres du Cluster", "collective", "Membres")],
    "DPS/pronanut, cluster": [("DPS/pronanut", "free", None), ("cluster", "free", None)],
    "Point focal/agence": [("Point focal/agence", "function", None)],
    "ACF-E, CRS et MPDL": [
        ("ACF-E", "free", None),
        ("CRS", "structure", "CRS"),
        ("MPDL", "free", None),
    ],
}


@pytest.mark.parametrize("written", REAL_MINUTES)
def test_responsibles_of_the_real_minutes(written):
    assert read(written) == REAL_MINUTES[written]


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("DRAT/DC/SP/CCM/OIM", ["DRAT/DC", "SP/CCM", "OIM"]),
        ("mmc/drc", ["DRC/MMC"]),
        ("DRC, MMC", ["DRC/MMC"]),
        ("Ministère de l'Intérieur et de la Décentralisation et PAM", ["MI/D", "PAM"]),
        (
            "OIM; Direction générale de l’Etat civil, des migrations et des réfugiés, HCR",
            ["OIM", "DGECM-R", "HCR"],
        ),
        ("OIM, Coopération allemande (GIZ), projet appui-conseil", ["OIM", "GIZ/APM"]),
        ("OIM ET PAM", ["OIM", "PAM"]),
        ("OIM et/ou PAM", ["OIM", "PAM"]),
        ("OIM\u00a0et\u202fPAM", ["OIM", "PAM"]),
        ("/ OIM //, ;PAM et", ["OIM", "PAM"]),
        ("Secrétaire permanent du CCM", ["SP/CCM"]),
    ],
)
def test_a_known_name_is_never_cut(written, pieces):
    assert [one.key for one in parse(written, DIRECTORY)] == pieces


@pytest.mark.parametrize(
    ("written", "wordings"),
    [
        ("Ministère du Plan et de l’Eau", ["Ministère du Plan et de l’Eau"]),
        (
            "Ministère de la Santé Publique, de la Population et de l’Action Sociale",
            ["Ministère de la Santé Publique, de la Population et de l’Action Sociale"],
        ),
        (
            "Ministère de l’Intérieur, de la Sécurité publique et de l’Administration, OIM",
            ["Ministère de l’Intérieur, de la Sécurité publique et de l’Administration", "OIM"],
        ),
        (
            "OIM et Direction des Sports, des Loisirs et du Tourisme",
            ["OIM", "Direction des Sports, des Loisirs et du Tourisme"],
        ),
        ("Commission d’enquête et d'appui", ["Commission d’enquête et d'appui"]),
        ("Direction régionale\ndes mines", ["Direction régionale\ndes mines"]),
        ("Ministère du Plan et OIM", ["Ministère du Plan", "OIM"]),
        ("Ministère du Plan et des partenaires", ["Ministère du Plan", "des partenaires"]),
    ],
)
def test_nothing_is_cut_before_the_rest_of_the_name_of_an_office(written, wordings):
    read = parse(written, DIRECTORY)
    assert [(one.wording, one.offers) for one in read] == [(each, ()) for each in wordings]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        # cut like commas
        ("OIM\nHCR", ["OIM", "HCR"]),
        ("- OIM\r\n- HCR\u2028• PAM", ["OIM", "HCR", "PAM"]),
        ("OIM & HCR", ["OIM", "HCR"]),
        ("OIM + HCR", ["OIM", "HCR"]),
        ("OIM ou HCR", ["OIM", "HCR"]),
        ("OIM&HCR", ["OIM", "HCR"]),
        ("OIM+HCR", ["OIM", "HCR"]),
        ("OIM-HCR", ["OIM", "HCR"]),
        ("OIM – HCR - PAM", ["OIM", "HCR", "PAM"]),
        ("OIM-Zinder", ["OIM-Zinder?"]),
        ("Croix-Rouge", ["Croix-Rouge?"]),
        ("Unité S&E", ["Unité S&E?"]),
        ("DREC-M-R", ["DRECM-R"]),
        ("mairie ou préfecture", ["mairie?", "préfecture?"]),
        ("Direction de\nla migration", ["DM"]),
        ("DRC\nMMC", ["DRC/MMC"]),
        ("loup & renard", ["loup?", "renard?"]),
        # articles
        ("l’OIM et le PAM", ["OIM", "PAM"]),
        ("La Direction des Migrations", ["DM"]),
        ("les partenaires", ["Partenaires"]),
        # who leads, who supports
        ("OIM (lead)", ["OIM"]),
        ("OIM (chef de file)", ["OIM"]),
        ("chef de file : OIM", ["OIM"]),
        ("Lead: OIM, HCR", ["OIM", "HCR"]),
        ("OIM (lead), HCR", ["OIM", "HCR"]),
        ("HCR, OIM (lead)", ["OIM", "HCR"]),
        ("HCR ; chef de file : OIM", ["OIM", "HCR"]),
        ("XYZ (lead), HCR", ["XYZ (lead)?", "HCR"]),
        ("Ministère de l’Intérieur et de la Décentralisation (lead)", ["MI/D"]),
        ("OIM avec l'appui du PAM", ["OIM", "PAM"]),
        ("OIM, avec l’appui technique et financier du PAM et de l’HCR", ["OIM", "PAM", "HCR"]),
        ("OIM en collaboration avec le HCR", ["OIM", "HCR"]),
        ("Mairie avec l'appui du PAM", ["Mairie?", "PAM"]),
        ("OIM avec l’appui de ses équipes", ["OIM", "ses équipes?"]),
        ("Mairie avec l’appui de la population", ["Mairie avec l’appui de la population?"]),
        ("PAM (appui), OIM", ["OIM", "PAM"]),
        ("OIM (appui : PAM)", ["OIM (appui : PAM)?"]),
        # a name with its acronym
        ("Caritas-Suisse (CACH)", ["CACH"]),
        ("MEN (DNEF)", ["MEN (DNEF)?"]),
        ("MEN (OIM)", ["MEN (OIM)?"]),
        ("HCR (OIM)", ["HCR (OIM)?"]),
        ("EDC/PACEN", ["EDC/PACEN?"]),
        # collectives
        ("Les ONG", ["ONG"]),
        ("Membre du cluster", ["Membres"]),
        ("Membres du Cluster", ["Membres"]),
        ("Tous les membres du GTM", ["Membres"]),
        ("Tous les membres", ["Membres"]),
        ("les membres du groupe de travail", ["Membres"]),
        ("chaque membre", ["Membres"]),
        ("Membres GTM", ["Membres"]),
        ("GTM", ["Membres"]),
        ("le GTM", ["Membres"]),
        ("Toutes les structures", ["Membres"]),
        ("Structures concernées", ["Membres"]),
        ("l’ensemble des partenaires", ["Partenaires"]),
        ("Toutes les ONG et les partenaires du GTM", ["ONG", "Partenaires"]),
        ("les partenaires techniques et financiers", ["PTF"]),
        ("Partenaire", ["Partenaires"]),
        ("Membres du Cluster intéressés", ["Membres du Cluster intéressés?"]),
        ("ONG qui opèrent", ["ONG qui opèrent?"]),
        ("PAMs", ["PAMs?"]),  # a structure has no plural
    ],
)
def test_a_cell_is_read_as_the_person_expects(written, read_as):
    read = parse(written, DIRECTORY)
    assert [one.key or f"{one.wording}?" for one in read] == read_as


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("oim", "OIM"),
        ("Oim, Hcr et pam", "OIM, HCR et PAM"),
        ("unhcr/iom", "UNHCR/IOM"),
        ("OIM, oim", "OIM, OIM"),
        (" (oim, pam) ", " (OIM, PAM) "),
        ("Oxfam, partenaires, etat", "Oxfam, partenaires, etat"),
        ("SPCCM / sp/ccm", "SPCCM / SP/CCM"),
        ("pam, spam, xyz", "PAM, spam, xyz"),
        ("spam, pam", "spam, PAM"),
        ("caritas, CACH", "caritas, CACH"),
        ("hcr, oim (lead)", "HCR, oim (lead)"),
        ("", ""),
    ],
)
def test_an_acronym_is_offered_as_the_directory_writes_it(written, offered):
    names = {**STRUCTURES, "OXFAM": ["Oxfam"]}
    known = {
        fold(name): Known(key, collective, (key, *table[key]))
        for table, collective in ((names, False), (COLLECTIVES, True))
        for key in table
        for name in (key, *table[key])
    }
    assert respelled(written, known) == offered


def test_commas_in_brackets_do_not_cut():
    assert read("MINUSMA (UNPOL, Droits de l’homme), OIM") == [
        ("MINUSMA (UNPOL, Droits de l’homme)", "free", None),
        ("OIM", "structure", "OIM"),
    ]


@pytest.mark.parametrize(
    ("written", "offers"),
    [
        ("INSO/ Croix-Rouge/CRL", ("INSO", "Croix-Rouge", "CRL")),
        ("INSO", ()),
        ("OIM", ()),
        ("SP/CCM", ()),
    ],
)
def test_cutting_an_unknown_pair_is_offered(written, offers):
    [responsible] = parse(written, DIRECTORY)
    assert (responsible.wording, responsible.offers) == (written, offers)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Directrice régionale", "function"),
        ("le Directeur de l’école", "function"),
        ("Secretaire général du gouvernorat", "function"),
        ("Chef de sous-bureau", "function"),
        ("Coordonnateur régional", "function"),
        ("Points focaux", "function"),
        ("Gouverneur", "function"),
        ("PRÉFET de Mirriah", "function"),
        ("M. le Préfet", "function"),
        ("Vice-président", "function"),
        ("M. Issa Oumarou", "person"),
        ("Mme Aïchatou", "person"),
        ("Dr Moussa", "person"),
        ("Préfecture", "free"),
        ("Secrétariat général", "free"),
        ("Coordination régionale", "free"),
        ("Chefferie traditionnelle", "free"),
        ("Mairie", "free"),
        ("Monitoring", "free"),
    ],
)
def test_kind_of_an_unknown_wording(written, kind):
    assert read(written) == [(written, kind, None)]


def test_somebody_named_twice_counts_once_and_the_first_leads():
    assert read("UNHCR, Issa, HCR et ISSA / SPCCM; SP-CCM") == [
        ("UNHCR", "structure", "HCR"),
        ("Issa", "free", None),
        ("SPCCM", "structure", "SP/CCM"),
    ]


@pytest.mark.parametrize("nothing", ["", " ", "//", "////", " / , ; ", "-", "–", "…", "n/a", "NA."])
def test_an_empty_cell_names_nobody(nothing):
    assert parse(nothing, DIRECTORY) == []


@pytest.mark.parametrize("unit", ["OIM/", "a,", "(", "\u0315\u0301", " ", "et ", "/", "M. "])
def test_a_million_characters_are_read_at_once(unit):
    text = unit * (1_000_000 // len(unit))
    began = time.perf_counter()
    parsed = parse(text, DIRECTORY)
    parse(text[:LIMIT], DIRECTORY)
    assert time.perf_counter() - began < 1
    written = text.strip() if any(sign.isalnum() for sign in unit) else ""
    assert parsed == ([Responsible(written, Kind.FREE)] if written else [])


NAMES = [
    "SP/CCM",
    "spccm",
    "DRC",
    "MMC",
    "Etat",
    "partenaires",
    "XYZ",
    "M. Issa",
    "(A, B)",
    "Préfet",
]
JOINTS = ["/", " / ", ", ", ";", " et ", " ", "//", ".", "(", ")", "\u00a0et ", "\n", " & ", "-"]
JOINTS += [" avec l’appui de ", " (lead)", " de la "]
CELLS = st.lists(st.sampled_from(NAMES + JOINTS), max_size=12).map("".join)
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(CELLS | ANY_TEXT)
def test_wordings_are_pieces_of_the_text_in_order_and_none_comes_twice(text):
    parsed = parse(text, DIRECTORY)
    at = 0
    for responsible in parsed:
        found = text.index(responsible.wording, at)
        at = found + len(responsible.wording) if "lead" not in text else 0
    keys = [(one.key is None, one.key or fold(one.wording)) for one in parsed]
    assert len(set(keys)) == len(keys)


@given(CELLS | ANY_TEXT)
def test_a_known_wording_reads_the_same_alone(text):
    for responsible in parse(text, DIRECTORY):
        if responsible.key:
            assert parse(responsible.wording, DIRECTORY) == [responsible]
