import html
import re
import time as clock
from datetime import UTC, date, datetime, time

import pytest
from django.template import engines
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from gtm import typography
from gtm.templatetags import gtm as filters
from tests.test_architecture import ALL_TEMPLATES, APPS, files, found_in

# In the cases: ~ stands for U+00A0, ^ for U+202F.
SPACES = str.maketrans({"~": "\u00a0", "^": "\u202f"})


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Date limite : 2022", "Date limite~: 2022"),
        ("du GTM ; puis ! ou ?", "du GTM^; puis^! ou^?"),
        ("du GTM~; à savoir~:", "du GTM^; à savoir~:"),
        ("deux  : espaces", "deux~: espaces"),
        ("« fait » et «  dit »", "«~fait~» et «~dit~»"),
        ("de 10:20 à 11:25; voir http://spccm.ne/?a=1:2", None),
        ("cellule\t: tabulée\n; ligne", None),
        ("le 30 novembre 2021 à 10h20", "le 30~novembre~2021 à 10h20"),
        ("le 1er mars, le 09 Juin 2021", "le 1er~mars, le 09~Juin~2021"),
        ("en décembre 2020 et en aout 2017", "en décembre~2020 et en aout~2017"),
        ("le 3 marsouin", None),
        ("arrêté n° 2015-36, N° 4", "arrêté n°~2015-36, N°~4"),
        ("n° inconnu", None),
        ("16 232 personnes et 1 250 300", "16^232 personnes et 1^250^300"),
        ("en 2021 369 personnes", None),
        ("10 % de 3 000 F CFA", "10~% de 3^000~F~CFA"),
        ("à 25 km, sous 15 jours, 3 mois", "à 25~km, sous 15~jours, 3~mois"),
        ("les 4 axes, 2 moissons", None),
        ("9 h 05, 14 H30, 10h30 min", "9~h~05, 14~H30, 10h30~min"),
        ("M. Abdou et Mme Issa, MM. A et B, Dr Sani", "M.~Abdou et Mme~Issa, MM.~A et B, Dr~Sani"),
        ("J’ai vu M. et Mme, drs", None),
        ("l’art. 5, Art. 12, p. 3, pp. 3", "l’art.~5, Art.~12, p.~3, pp.~3"),
        ("la 2e réunion, 27ème session, 1re fois", "la 2e~réunion, 27ème~session, 1re~fois"),
        ("2e, 3e et", "2e, 3e~et"),
        ("+227 96 12 34 56 ou 90 12 34 56.", "+227~96~12~34~56 ou 90~12~34~56."),
        ("+227 96123456", "+227~96123456"),
        ("12 34 56 puis 1 234 567", "12 34 56 puis 1^234^567"),
        ("  : retrait", None),
        ("", None),
    ],
)
def test_typed_spaces_are_made_unbreakable(typed, shown):
    expected = (shown or typed).translate(SPACES)
    assert typography.french(typed.translate(SPACES)) == expected


FRAGMENTS = ["10", "1er", "mars", "2021", "n°", "16", "232", "%", "km", "h", "20", "F", "CFA", "«"]
SIGNS = [";", ":", "!", "?", "»", " ", "  ", "\u00a0", "\u202f", "\u2009", "\t", "\n", "SP/CCM"]
TEXTS = st.lists(st.sampled_from(FRAGMENTS + SIGNS)).map("".join) | st.text(
    st.characters(codec=None, exclude_categories=())
)


@given(TEXTS)
def test_only_spaces_change_and_only_once(text):
    shown = typography.french(text)
    assert re.split(r"\s+", shown) == re.split(r"\s+", text)
    assert typography.french(shown) == shown


@given(TEXTS)
def test_the_filter_changes_no_word(text):
    markup = re.sub(r"</?(?:sup|span)[^>]*>", "", filters.french(text))
    assert html.unescape(markup) == html.unescape(escape(typography.french(text)))


@pytest.mark.parametrize("unit", [" ", "1 ", "1 111", "« ", "SP/", "1er ", "<", "10 mars "])
def test_long_texts_are_shown_in_time(unit):
    began = clock.process_time()
    filters.french(unit * (200_000 // len(unit)))
    assert clock.process_time() - began < 1


@pytest.mark.parametrize(
    ("day", "long_date", "long_day"),
    [
        (date(2021, 11, 30), "30~novembre~2021", "mardi 30~novembre~2021"),
        (date(2022, 3, 1), "1er~mars~2022", "mardi 1er~mars~2022"),
        (date(2024, 2, 29), "29~février~2024", "jeudi 29~février~2024"),
        (date(2020, 8, 9), "9~août~2020", "dimanche 9~août~2020"),
    ],
)
def test_dates(day, long_date, long_day):
    assert typography.long_date(day) == long_date.translate(SPACES)
    assert typography.long_day(day) == long_day.translate(SPACES)
    assert typography.french(typography.long_day(day)) == typography.long_day(day)


@pytest.mark.parametrize(
    ("hour", "shown"),
    [(time(10, 20), "10h20"), (time(9), "9h"), (time(9, 5, 30), "9h05"), (time(0), "0h")],
)
def test_hours(hour, shown):
    assert (typography.format_hour(hour), filters.hour(hour)) == (shown, shown)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 11, 30), "L’an deux mille vingt et un et le mardi 30~novembre"),
        (date(2021, 10, 28), "L’an deux mille vingt et un et le jeudi 28~octobre"),
        (date(2022, 3, 1), "L’an deux mille vingt-deux et le mardi 1er~mars"),
        (date(2000, 1, 1), "L’an deux mille et le samedi 1er~janvier"),
        (date(1900, 1, 2), "L’an mil neuf cent et le mardi 2~janvier"),
        (date(1980, 1, 2), "L’an mil neuf cent quatre-vingt et le mercredi 2~janvier"),
        (date(2003, 1, 2), "L’an deux mille trois et le jeudi 2~janvier"),
        (date(2199, 1, 2), "L’an deux mille cent quatre-vingt-dix-neuf et le mercredi 2~janvier"),
        (date(21, 11, 30), "L’an 21 et le mardi 30~novembre"),
    ],
)
def test_the_opening_formula(day, words):
    assert typography.in_words(day) == words.translate(SPACES)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (16, "seize"),
        (17, "dix-sept"),
        (20, "vingt"),
        (21, "vingt et un"),
        (69, "soixante-neuf"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (77, "soixante-dix-sept"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (90, "quatre-vingt-dix"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (200, "deux cents"),
        (280, "deux cent quatre-vingts"),
        (999, "neuf cent quatre-vingt-dix-neuf"),
        (1000, "mille"),
        (1101, "mille cent un"),
        (2000, "deux mille"),
        (2199, "deux mille cent quatre-vingt-dix-neuf"),
    ],
)
def test_numbers_in_words(number, words):
    assert typography.number_in_words(number) == words


def test_every_number_has_its_own_words():
    assert len({typography.number_in_words(number) for number in range(2200)}) == 2200


@pytest.mark.parametrize("number", [-1, 2200])
def test_numbers_out_of_range_are_refused(number):
    with pytest.raises(ValueError, match="is not between 0 and 2199"):
        typography.number_in_words(number)


NOBR = '<span class="nobr">'
E = "<sup>e</sup>"


@pytest.mark.parametrize(
    ("typed", "markup"),
    [
        ("le SP/CCM : oui", f"le {NOBR}SP/CCM</span>~: oui"),
        ("Etat/SP/CCM/Direction", f"Etat/{NOBR}SP/CCM</span>/Direction"),
        ("DREC-MR/partenaires", f"{NOBR}DREC-MR</span>/partenaires"),
        ("Nations-Unies/PAM", None),
        ("A/B/C/D/E", f"{NOBR}A/B/C</span>/{NOBR}D/E</span>"),
        ("1er mars, 1re fois, 21er, 1ers", "1<sup>er</sup>~mars, 1<sup>re</sup>~fois, 21er, 1ers"),
        ("2e, 27e et 3ème. 2es, 2,5e", f"2{E}, 27{E}~et 3<sup>ème</sup>. 2es, 2,5e"),
        ("GTM/Tahoua, DRAT/DC Zinder", f"{NOBR}GTM/Tahoua</span>, {NOBR}DRAT/DC</span> Zinder"),
        ("Etat/Directions des migrations", "Etat/Directions des migrations"),
        ("<b>SP/CCM</b> & ?", f"&lt;b&gt;{NOBR}SP/CCM</span>&lt;/b&gt; &amp;^?"),
        ("l'OIM", "l&#x27;OIM"),
        (mark_safe('<a href="/SP/CCM">A/B</a>'), f'<a href="/SP/CCM">{NOBR}A/B</span></a>'),
        (2021, None),
    ],
)
def test_the_filter_escapes_then_marks(typed, markup):
    shown = filters.french(typed)
    assert isinstance(shown, SafeString)
    assert shown == (markup or str(typed)).translate(SPACES)


def test_filters_give_bare_text_where_nothing_is_escaped():
    assert filters.french("<SP/CCM> : 1er", autoescape=False) == "<SP/CCM>\u00a0: 1er"
    assert filters.long_date(date(2022, 3, 1), autoescape=False) == "1er\u00a0mars\u00a02022"


def test_filters_of_dates_raise_the_ordinal():
    assert filters.long_date(date(2022, 3, 1)) == "1<sup>er</sup>\u00a0mars\u00a02022"
    assert filters.long_day(date(2022, 3, 1)) == "mardi 1<sup>er</sup>\u00a0mars\u00a02022"


def test_filters_show_nothing_for_no_date():
    assert [filters.long_date(None), filters.long_day(None), filters.hour(None)] == ["", "", ""]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, "en retard de 1 jour"),
        (14, "en retard de 14 jours"),
        (1789, "en retard de 1\u202f789 jours"),
    ],
)
def test_days_late_are_told_with_a_space_between_thousands(days, told):
    assert typography.lateness(days) == told
    assert [filters.lateness(days), filters.lateness(str(days))] == [told, told]


def test_what_is_no_number_of_days_tells_no_lateness():
    assert [filters.lateness(days) for days in ("", None, "hier", "-1")] == ["", "", "", ""]


def test_the_words_of_lateness_stand_in_one_place():
    assert found_in(
        [*ALL_TEMPLATES, *files(*APPS, suffixes={".py"})], re.compile("en retard de")
    ) == {"gtm/typography.py": ["en retard de"] * 2}


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0 cheval, 0 ami"),
        (1, "1 cheval, 1 ami"),
        (2, "2 chevaux, 2 amis"),
        (["a"], "[&#x27;a&#x27;] cheval, [&#x27;a&#x27;] ami"),
    ],
)
def test_nothing_is_singular_in_every_template(count, told):
    template = engines["django"].from_string(
        '{{ n }} chev{{ n|pluralize:"al,aux" }}, {{ n }} ami{{ n|pluralize }}'
    )
    assert template.render({"n": count}) == told


def test_an_instant_is_told_in_niamey_where_the_day_is_an_hour_older():
    at = datetime(2022, 11, 30, 23, 16, tzinfo=UTC)
    assert typography.day_of(at) == "1er\u00a0décembre\u00a02022"
    assert typography.long_instant(at) == "1er\u00a0décembre\u00a02022 à 0h16"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0~octet"),
        (1, "1~octet"),
        (999, "999~octets"),
        (27_443, "27~ko"),
        (999_499, "999~ko"),
        (999_500, "1,0~Mo"),
        (1_449_000, "1,4~Mo"),
        (999_949_999, "999,9~Mo"),
        (999_950_000, "1,0~Go"),
    ],
)
def test_a_size_is_told_in_thousands(size, shown):
    assert typography.file_size(size) == shown.replace("~", typography.NBSP)


def test_zero_and_one_are_singular():
    told = [typography.counted(count, "point d’action", "points d’action") for count in (0, 1, 2)]
    assert told == ["0 point d’action", "1 point d’action", "2 points d’action"]
    assert typography.counted(1789, "jour") == "1\u202f789 jours"


@pytest.mark.parametrize(
    ("name", "of"), [("Issa", "d’Issa"), ("Élise", "d’Élise"), ("Hadiza", "de Hadiza"), ("", "de ")]
)
def test_a_name_loses_the_vowel_before_it(name, of):
    assert typography.of_name(name) == of
