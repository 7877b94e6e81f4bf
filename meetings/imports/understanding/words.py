"""The headings of minutes in French, as people write them. Pure.

Those of lines are compared folded (`Line.key`: no accents, spaces, hyphens, apostrophes).
"""

import re

from gtm.names import unaccent

_AT_MEETING = r"(?:(?:a|de)(?:la|cette)(?:reunion|rencontre|seance|session))?"
_WHO = r"(?:membres|personnes|structures|organisations|partenaires|participants?|les)?"
PRESENT = re.compile(
    rf"(?:listed(?:e|es)|feuillede)?{_WHO}(?:presences?|presente?s?|participante?s?|participation"
    rf"|participantes|representees){_AT_MEETING}|(?:etaient|sont|ontete)presente?s?{_AT_MEETING}"
    r"|(?:ont|ayant)(?:participe|prispart)(?:a|aux).{0,50}|listedesparticipante?s?.{0,20}"
)
EXCUSED = re.compile(rf"(?:etaient|sesont|sont)?{_WHO}(?:absente?s?)?(?:et)?excusee?s?")
ABSENT = re.compile(rf"(?:etaient|sont)?{_WHO}absente?s?(?:nonexcusee?s?)?|absences?")
REMOTE = re.compile(rf"{_WHO}(?:enligne|adistance|parvisioconference|envisioconference)")
OBSERVERS = re.compile(rf"{_WHO}observat(?:eur|rice)s?")
GUESTS = re.compile(rf"{_WHO}invitee?s?")
ANNEXED = re.compile(
    r"(?:voir|cf)?(?:la)?liste(?:de|des)(?:presences?|participants?).{0,30}annexe.{0,12}"
)

AGENDA = re.compile(
    r"(?:les)?(?:points?)?(?:inscrits?|figurant)?(?:a|de|pour|sur)?l?ordredujour(?!.*(?:epuise|adopte|"
    r"amende|valide|approuve)).{0,90}|agenda(?:dela(?:reunion|rencontre))?|points?abordes?"
    r"|pointsadiscuter|points?traites?"
)
_TALK = r"(?:discussions?|debats?|echanges?|discutes?|abordes?)"
DISCUSSION = re.compile(
    rf"(?:les)?(?:principaux|principales)?(?:points?|elements?|idees?)(?:cles?|saillante?s?|principaux)?"
    rf"(?:de|des|dela|en)?{_TALK}(?:cles?)?|(?:resume|synthese|contenu)?(?:des|de|dela)?{_TALK}(?:cles?)?"
)
# Headings of what follows that say nothing by themselves.
COURSE = re.compile(
    r"(?:deroulement|conduite|resume|synthese)(?:de|des|du)?(?:la|travaux)?(?:reunion|rencontre|seance)?"
    r"|(?:points?)?discutes|traitement(?:des)?points?.{0,30}|examendespoints.{0,30}"
    r"|developpement(?:des)?(?:points?)?.{0,30}|compterendu"
)
ACTIONS = re.compile(
    r"(?:les)?(?:principa(?:ux|les))?(?:points?daction|actions?|recommandations?|resolutions?"
    r"|suites?adonner|engagements?|decisions?)(?:(?:a|de|d|par|s)?(?:mener|prendre|entreprendre|retenue?s?"
    r"|suivi|formulee?s?|prises?|issue?s?.{0,30}|delareunion|delarencontre|convenue?s?|faire|suivantes?))?"
)
STRENGTHS = re.compile(
    r"(?:les)?(?:forces?|pointsforts?|atouts?|acquis|progres(?:\(?forces?\)?)?|succes)(?:notee?s?|relevee?s?)?"
)
WEAKNESSES = re.compile(
    r"(?:les)?(?:faiblesses?|pointsfaibles?|pointsaameliorer|insuffisances?|lacunes?)(?:notee?s?|relevee?s?)?"
)
NONE_TO_DO = re.compile(
    r"na|n/a|neant|rienasignaler|ras|aucune?(?:action|recommandation)?|sansobjet"
)
PHOTOS = re.compile(
    r"(?:les)?(?:quelques)?(?:photos?|images|illustrations?)(?:illustrativ|dela|de|des|dugroupe|prise).{0,60}|(?:les)?photos?|albumphotos?"
)
ANNEXES = re.compile(r"annexes?\d?.{0,60}")
SIGNATURES = re.compile(
    r"(?:signatures?|(?:le|la|pourle)?(?:president|rapporteu|secretaire)(?:e|r|se)?(?:s)?(?:generale?)?"
    r"(?:de(?:la)?)?(?:seance|reunion|gtm)?|ontsigne)(?:etle.{0,30})?"
)
# What stands above the title in the letters of an office.
LETTERHEAD = re.compile(
    r"republiqueduniger.*|fraternite.?travail.?progres|minist(?:ere)?.{0,120}|region(?:de|d).{0,30}"
    r"|direction(?:generale|regionale|departementale|de).{0,110}|secretariat(?:general|permanent).{0,90}"
    r"|cadredeconcertation.{0,60}|gouvernorat.{0,40}|departement(?:de|d).{0,30}|prefecture.{0,40}|[*_=–—-]+"
    r"|groupe(?:detravail|technique).{0,60}"
)
TITLE = re.compile(
    r"(?:projetde)?(?:compte|comptes)rendu.*|(?:projetde)?procesverbal.*|pvde.*|minutes?dela.*|rapportde(?:la)?reunion.*"
    r"|reunion(?:ordinaire|extraordinaire|mensuelle|delocalisee|du|de|dela|dugtm).*|relevedeconclusions.*"
)
_MEETING = r"(?:seance|reunion|rencontre)"
CLOSING = re.compile(
    r"ordre du jour (?:etant |ayant ete |est |a ete )?(?:ainsi )?epuise"
    rf"|{_MEETING} (?:a ete |est |fut )?(?:levee|close|cloturee|achevee)"
    rf"|{_MEETING} (?:a pris|prit|prend) fin|{_MEETING} s'est (?:achevee|terminee|cloturee)"
    r"|levee? (?:de )?la seance|mot de cloture|plus rien (?:n'etant|n'etait) a "
)
END = re.compile(
    r"(?:mot|motde)?(?:cloture|conclusion|fin)(?:de(?:la)?(?:reunion|seance|rencontre))?"
)
NEXT = re.compile(r"(?:(?:date|lieu)(?:etlieu)?de(?:la)?)?prochaine(?:reunion|rencontre|seance).*")


def fold_heading(text):
    """As static/js/paste/columns.js compares the heading of a column."""
    words = re.findall(r"[^\W_]+|[#%&]", unaccent(text))
    return "".join(re.sub(r"[sx]$", "", word) if len(word) > 3 else word for word in words)
