"""Addresses of meetings and their minutes."""

from django.urls import path

from meetings.archive.views import archive as archives
from meetings.board.views import board, feed, findings, frameworks, home, reports
from meetings.convocation.views import answer, convoking, letters, members, replies, wordings
from meetings.door.views import door, sheet, signing
from meetings.exports.views import extracts, opened, selections
from meetings.exports.views import feed as publications
from meetings.exports.views import versions as exported
from meetings.imports.views import originals
from meetings.life.views import (
    archive,
    correction_requests,
    corrections,
    handover,
    planning,
    reading,
    removal,
    validation,
    verification,
)
from meetings.planning.views import agenda, calendar, moves, proposals, series, templates
from meetings.report.views import history as report_history
from meetings.report.views import removal as report_removal
from meetings.report.views import reports as report_pages
from meetings.report.views import signing as report_signing
from meetings.report.views import versions as report_versions
from meetings.report.views import writing as report_writing
from meetings.search.views import equivalences, search
from meetings.sending.views import sending, shared
from meetings.sharing.views import downloads, public, publicising, sharing
from meetings.sharing.views import (
    offline as offline_verification,
)
from meetings.word.views import word
from meetings.writing.views import (
    conflict,
    create,
    editor,
    files,
    history,
    lecture,
    offline,
    rescue,
)

app_name = "meetings"
MEETING = "reunions/<uuid:pk>/"
LETTER = "groupes/<int:pk>/lettres/<str:kind>/<str:style>/"
ORIGINAL = "reunions/originaux/<uuid:pk>/"
CONVENED = MEETING + "reponses/<int:convened>/"
REPORT = "rapports/<uuid:pk>/"
REPORT_VERSION = REPORT + "versions/<int:version>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("hors-ligne/", offline.offline_home, name="offline_home"),
    path("hors-ligne/editeur/", offline.offline_editor, name="offline_editor"),
    path("hors-ligne/porte/", door.offline_door, name="offline_door"),
    path("hors-ligne/rapport/", report_writing.offline_report, name="offline_report"),
    path("actions/etat-de-suivi.pdf", reports.action_report, name="action_report"),
    path("compte/agenda/", feed.feed_edit, name="feed_edit"),
    path("agenda/<str:token>.ics", feed.feed_calendar, name="feed_calendar"),
    path("tableau-de-bord/", board.board, name="board"),
    path("tableau-de-bord/presence/<int:pk>/", board.board_turnout, name="board_turnout"),
    path("tableau-de-bord/cadres/<int:pk>/", frameworks.board_framework, name="board_framework"),
    path("tableau-de-bord/elements/<int:pk>/", frameworks.item_detail, name="item_detail"),
    path("tableau-de-bord/constats/", findings.finding_list, name="finding_list"),
    path("tableau-de-bord/constats/annuler/", findings.finding_undo, name="finding_undo"),
    path("reunions/copie-de-secours/", rescue.rescue_take, name="rescue_take"),
    path("reunions/importer/", originals.original_list, name="original_list"),
    path(ORIGINAL, originals.original_detail, name="original_detail"),
    path(ORIGINAL + "fichier/", originals.original_file, name="original_file"),
    path(ORIGINAL + "lire/", originals.original_read, name="original_read"),
    path(ORIGINAL + "retirer/", originals.original_remove, name="original_remove"),
    path(ORIGINAL + "verifie/", originals.original_check, name="original_check"),
    path("calendrier/", calendar.calendar_show, name="calendar"),
    path("groupes/<int:pk>/planifier/", series.group_plan, name="group_plan"),
    path("groupes/<int:pk>/modeles/", templates.template_list, name="template_list"),
    path(
        "groupes/<int:pk>/modeles/<int:template>/retirer/",
        templates.template_remove,
        name="template_remove",
    ),
    path(MEETING + "ordre-du-jour/", agenda.agenda_edit, name="agenda_edit"),
    path(MEETING + "ordre-du-jour/delai/", agenda.proposals_open, name="proposals_open"),
    path(MEETING + "ordre-du-jour/modele/", templates.template_create, name="template_create"),
    path(MEETING + "deplacer/", moves.meeting_move, name="meeting_move"),
    path(MEETING + "proposer-un-point/", proposals.proposal_create, name="proposal_create"),
    path(MEETING + "porter-un-point/", proposals.point_pass, name="point_pass"),
    path(
        MEETING + "points-proposes/<int:proposal>/",
        proposals.proposal_answer,
        name="proposal_answer",
    ),
    path("points-proposes/", proposals.proposal_list, name="proposal_list"),
    path("points-proposes/<int:pk>/piece/", proposals.proposal_download, name="proposal_download"),
    path("archives/", archives.archive, name="archive"),
    path("groupes/<int:pk>/archives/", archives.group_archive, name="group_archive"),
    path("regions/<int:pk>/archives/", archives.region_archive, name="region_archive"),
    path("structures/<int:pk>/archives/", archives.agency_archive, name="agency_archive"),
    path("recherche/", search.search, name="search"),
    path("recherche/suggestions/", search.search_suggest, name="search_suggest"),
    path("recherche/equivalences/", equivalences.equivalence_list, name="equivalence_list"),
    path(
        "recherche/equivalences/<int:pk>/", equivalences.equivalence_edit, name="equivalence_edit"
    ),
    path(
        "recherche/equivalences/<int:pk>/retirer/",
        equivalences.equivalence_remove,
        name="equivalence_remove",
    ),
    path("reunions/", archive.meeting_list, name="meeting_list"),
    path("reunions/comptes-rendus.zip", selections.minutes_zip, name="minutes_zip"),
    path("reunions/reunions.xlsx", selections.meetings_xlsx, name="meetings_xlsx"),
    path("reunions/retirees/", removal.removed_list, name="removed_list"),
    path("reunions/nouvelle/", create.meeting_create, name="meeting_create"),
    path(MEETING, archive.meeting_detail, name="meeting_detail"),
    path(MEETING + "compte-rendu.pdf", archive.publication_pdf, name="publication_pdf"),
    path(MEETING + "compte-rendu.docx", exported.publication_docx, name="publication_docx"),
    path(MEETING + "compte-rendu.json", exported.publication_json, name="publication_json"),
    path(MEETING + "points-d-action.csv", exported.publication_csv, name="publication_csv"),
    path(MEETING + "extrait/", extracts.extract_form, name="extract_form"),
    path(MEETING + "extrait.pdf", extracts.extract_pdf, name="extract_pdf"),
    path("publications/<str:token>.atom", publications.publication_feed, name="publication_feed"),
    path("donnees/", opened.open_data, name="open_data"),
    *(
        path(f"donnees/{file}.{suffix}", view, {"what": what}, name=f"open_{what}_{suffix}")
        for what, file in opened.FILES.items()
        for suffix, view in opened.KINDS.items()
    ),
    path("schemas/compte-rendu-1.json", exported.schema, name="schema"),
    path(MEETING + "lecture/", lecture.meeting_lecture, name="meeting_lecture"),
    path(MEETING + "amendements/", lecture.amendment_add, name="amendment_add"),
    path(MEETING + "modifier/", editor.meeting_edit, name="meeting_edit"),
    path(MEETING + "apercu.pdf", editor.meeting_preview, name="meeting_preview"),
    path(MEETING + "apercu.docx", exported.meeting_preview_docx, name="meeting_preview_docx"),
    path(MEETING + "ecarts/<int:revision>/", conflict.meeting_conflict, name="meeting_conflict"),
    path(
        MEETING + "ecarts/<int:revision>/laisser/", conflict.parked_dismiss, name="parked_dismiss"
    ),
    path(MEETING + "presence/", editor.meeting_presence, name="meeting_presence"),
    path(MEETING + "trame.docx", word.word_frame, name="word_frame"),
    path(MEETING + "trame/", word.word_give, name="word_give"),
    path(
        MEETING + "trame/liens/<int:lent>/retirer/",
        word.word_link_revoke,
        name="word_link_revoke",
    ),
    path("trame/<str:token>/", word.word_link, name="word_link"),
    path("trame/<str:token>/trame.docx", word.word_link_frame, name="word_link_frame"),
    path(MEETING + "historique/", history.meeting_history, name="meeting_history"),
    path(MEETING + "historique/comparer/", history.revision_compare, name="revision_compare"),
    path(MEETING + "historique/<int:revision>/", history.revision_detail, name="revision_detail"),
    path(
        MEETING + "historique/<int:revision>/reprendre/",
        history.revision_restore,
        name="revision_restore",
    ),
    path(MEETING + "feuille-de-presence.pdf", sheet.attendance_sheet, name="attendance_sheet"),
    path(MEETING + "porte/", door.door_detail, name="door_detail"),
    path(MEETING + "porte/code/", door.door_code, name="door_code"),
    path(MEETING + "porte/reprendre/", door.door_take_over, name="door_take_over"),
    path("presence/", signing.door_code_ask, name="door_code_ask"),
    path("presence/<str:typed>/", signing.sign_in, name="sign_in"),
    path(MEETING + "commencer/", planning.meeting_start, name="meeting_start"),
    path(MEETING + "demander/", board.minutes_ask, name="minutes_ask"),
    path(MEETING + "convoquer/", convoking.meeting_convene, name="meeting_convene"),
    path(MEETING + "convoquer/prevenir/", convoking.meeting_tell, name="meeting_tell"),
    path(MEETING + "reponses/", replies.convened_list, name="convened_list"),
    path(MEETING + "reponses/relancer/", replies.convened_remind, name="convened_remind"),
    path(CONVENED, replies.convened_detail, name="convened_detail"),
    path(CONVENED + "renvoyer/", replies.convened_resend, name="convened_resend"),
    path(CONVENED + "partager/", replies.convened_share, name="convened_share"),
    path(CONVENED + "prevenu/", replies.convened_told, name="convened_told"),
    path(CONVENED + "retirer-les-liens/", replies.convened_revoke, name="convened_revoke"),
    path(MEETING + "repondre/<int:convened>/", answer.convened_answer, name="convened_answer"),
    path("convocation/<str:token>/", answer.convocation, name="convocation"),
    path(
        "convocation/<str:token>/lettre.pdf", answer.convocation_letter, name="convocation_letter"
    ),
    path(
        "convocation/<str:token>/reunion.ics",
        answer.convocation_calendar,
        name="convocation_calendar",
    ),
    path(MEETING + "non-tenue/", planning.meeting_cancel, name="meeting_cancel"),
    path(MEETING + "retirer-la-reunion/", removal.meeting_remove, name="meeting_remove"),
    path(MEETING + "restaurer/", removal.meeting_restore, name="meeting_restore"),
    path(MEETING + "soumettre/", validation.meeting_submit, name="meeting_submit"),
    path(MEETING + "publier/", validation.meeting_publish, name="meeting_publish"),
    path(MEETING + "retirer/", validation.meeting_withdraw, name="meeting_withdraw"),
    path(MEETING + "renvoyer/", validation.meeting_return, name="meeting_return"),
    path(MEETING + "corriger/", corrections.correction_open, name="correction_open"),
    path(
        MEETING + "demander-une-correction/",
        correction_requests.correction_ask,
        name="correction_ask",
    ),
    path(
        MEETING + "corrections-demandees/<int:asked>/ouvrir/",
        correction_requests.correction_accept,
        name="correction_accept",
    ),
    path(
        MEETING + "corrections-demandees/<int:asked>/refuser/",
        correction_requests.correction_decline,
        name="correction_decline",
    ),
    path(
        MEETING + "corrections-demandees/<int:asked>/retirer/",
        correction_requests.correction_unask,
        name="correction_unask",
    ),
    path(
        MEETING + "abandonner-la-correction/",
        corrections.correction_abandon,
        name="correction_abandon",
    ),
    path(MEETING + "versions/<int:version>/", corrections.version_detail, name="version_detail"),
    path(
        MEETING + "versions/<int:version>/diffuser/",
        sending.publication_send,
        name="publication_send",
    ),
    path(
        MEETING + "versions/<int:version>/diffuser/<int:addressee>/retirer/",
        sending.shared_revoke,
        name="shared_revoke",
    ),
    path(
        MEETING + "versions/<int:version>/partager/",
        sharing.publication_share,
        name="publication_share",
    ),
    path(
        MEETING + "versions/<int:version>/partager/<int:shared>/retirer/",
        sharing.share_revoke,
        name="share_revoke",
    ),
    path(
        MEETING + "versions/<int:version>/rendre-public/",
        publicising.version_publicise,
        name="version_publicise",
    ),
    path(
        MEETING + "version-publique/retirer/", publicising.public_take_back, name="public_take_back"
    ),
    path("public/", public.public_list, name="public_list"),
    path("public/<slug:slug>/", public.public_detail, name="public_detail"),
    path("public/<slug:slug>/compte-rendu.pdf", public.public_pdf, name="public_pdf"),
    path("public/<slug:slug>/photos/<uuid:photo>/", public.public_photo, name="public_photo"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("telechargements/", downloads.download_list, name="download_list"),
    path("lire/<str:token>/", shared.shared, name="shared"),
    path("lire/<str:token>/compte-rendu.pdf", shared.shared_pdf, name="shared_pdf"),
    path(MEETING + "relecteurs/", reading.reader_list, name="reader_list"),
    path(MEETING + "relecteurs/<int:reader>/", reading.reader_change, name="reader_change"),
    path(MEETING + "relecture/", reading.reading_by_account, name="reading_by_account"),
    path(
        MEETING + "relecture/projet.pdf",
        reading.reading_by_account_pdf,
        name="reading_by_account_pdf",
    ),
    path(
        MEETING + "observations/<int:observation>/",
        reading.observation_treat,
        name="observation_treat",
    ),
    path("relecture/<str:token>/", reading.reading, name="reading"),
    path("relecture/<str:token>/projet.pdf", reading.reading_pdf, name="reading_pdf"),
    path("verifier/<uuid:pk>/<int:version>/", verification.version_verify, name="version_verify"),
    path(
        "verifier/sans-reseau/",
        offline_verification.verification_offline,
        name="verification_offline",
    ),
    path("verifier/", verification.verification, name="verification"),
    path("groupes/<int:pk>/passation/", handover.group_handover, name="group_handover"),
    path(MEETING + "photos/", files.photo_add, name="photo_add"),
    path(MEETING + "photos/<uuid:photo>/", files.photo_image, name="photo_image"),
    path(MEETING + "photos/<uuid:photo>/morceaux/", files.photo_piece, name="photo_piece"),
    path(MEETING + "pieces/", files.file_add, name="file_add"),
    path(MEETING + "pieces/<uuid:file>/", files.file_download, name="file_download"),
    path(MEETING + "pieces/<uuid:file>/morceaux/", files.file_piece, name="file_piece"),
    path("groupes/<int:pk>/membres/reprendre/", members.member_propose, name="member_propose"),
    path("groupes/<int:pk>/lettres/", wordings.wording_list, name="wording_list"),
    path(LETTER, wordings.wording_edit, name="wording_edit"),
    path(LETTER + "texte-propose/", wordings.wording_reset, name="wording_reset"),
    path(MEETING + "convocation/lettres.pdf", letters.letters, name="letters"),
    path(MEETING + "convocation/lettres/<int:convened>.pdf", letters.letter, name="letter"),
    path("rapports/", report_pages.report_list, name="report_list"),
    path("rapports/nouveau/", report_pages.report_create, name="report_create"),
    path(REPORT, report_pages.report_detail, name="report_detail"),
    path(REPORT + "modifier/", report_writing.report_edit, name="report_edit"),
    path(REPORT + "apercu.pdf", report_writing.report_preview, name="report_preview"),
    path(REPORT + "historique/", report_history.report_history, name="report_history"),
    path(
        REPORT + "historique/<int:revision>/",
        report_history.report_restore,
        name="report_restore",
    ),
    path(REPORT + "ecarts/<int:revision>/", report_history.report_conflict, name="report_conflict"),
    path(
        REPORT + "ecarts/<int:revision>/laisser/",
        report_history.report_parked_dismiss,
        name="report_parked_dismiss",
    ),
    path(REPORT + "retirer/", report_removal.report_remove, name="report_remove"),
    path(REPORT + "restaurer/", report_removal.report_give_back, name="report_give_back"),
    path(REPORT + "signer/", report_signing.report_sign, name="report_sign"),
    path(REPORT + "version-suivante/", report_signing.report_reopen, name="report_reopen"),
    path(REPORT_VERSION, report_versions.report_version, name="report_version"),
    path(
        REPORT_VERSION + "rapport.pdf",
        report_versions.report_file,
        {"suffix": "pdf"},
        name="report_pdf",
    ),
    path(
        REPORT_VERSION + "rapport.docx",
        report_versions.report_file,
        {"suffix": "docx"},
        name="report_docx",
    ),
    path(REPORT_VERSION + "envoyer/", report_versions.report_send, name="report_send"),
]
