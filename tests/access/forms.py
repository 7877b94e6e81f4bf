"""What is posted to each address that takes a form, right in a world."""

import hashlib
import json
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gtm.models import Agency, Family
from meetings.models import Finding
from meetings.word import giving
from meetings.writing.dates import free_dates
from tests.access import sharing
from tests.access.world import MARKS, jpeg
from tests.factories import PASSWORD, make_copy


def _moved(world):
    day = {"date": "1/12/2091", "start": "9h", "end": "", "place": "Zinder", "reason": "Fête"}
    return day | _operation(world)


def _letters(style="convocation"):
    return {f"{style}_subject": "Convocation", f"{style}_body": "Venez."}


def _convened(world):
    known = {f"membre-{world.never_convened.pk}": "on", "reference": "N° 7"}
    letter = {f"lettre-{world.never_convened.pk}": "convocation"}
    return known | letter | _letters() | _letters("invitation")


def _told(world):
    return _letters() | _letters("invitation") | {"reason": "Fête"}


def _arrives(world):
    person = {"name": "Ali", "function": "Maire", "presence": "present"}
    return person | {"do": "arrive", "id": str(uuid.uuid4())}


def _planned(world):
    days = free_dates(world.group, timezone.localdate(), 1)
    return {"dates": [f"{day:%Y-%m-%d}" for day in days], "modality": "on_site"}


def _rhythm(world):
    return {"kind": "day", "every": 1, "first_month": 1, "day": 15, "shift": "next"}


def _upload(name, content):
    return {"files": SimpleUploadedFile(name, content)}


def _frame(world):
    return {"file": SimpleUploadedFile("trame.docx", giving.handed_out(world.meeting))}


def _copy(world):
    said = make_copy(world.meeting, world.persons["secretary"], closing="Levée à midi")
    return {"file": SimpleUploadedFile("copie.json", json.dumps(said).encode())}


def _piece(name, content):
    """The only one of its file."""
    whole = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return whole | {"offset": 0, "piece": SimpleUploadedFile(name, content)}


def _saved_text(world):
    text = world.meeting.document | {"end": "12h00", "base_version": world.meeting.version}
    return text | {"op_id": str(uuid.uuid4())}


def _new_meeting(world):
    return {
        "group": world.group.pk,
        "kind": "ordinary",
        "date": "1/12/2021",
        "place": "Zinder",
        "modality": "on_site",
        "depuis": world.meeting.pk,
    }


def _structure(world):
    return {"acronym": "NOUVELLE", "name": "Une autre", "category": "ONG", "is_active": "on"}


def _group(world):
    head = {"letterhead-style": "simple", "letterhead-country": "RÉPUBLIQUE DU NIGER"}
    names = {"name": "GTM/Autre", "responsible_heading": "Qui", "slug": "gtm-autre"}
    return head | names | {"meetings_per_year": "12", "is_active": "on"}


def _password(**more):
    return {"password1": "tout autre mot de passe", "password2": "tout autre mot de passe"} | more


def _handover(world):
    leaving = world.persons["secretary"].memberships.get()
    return {"leaving": leaving.pk, "successor": world.colleague.pk}


def _role(world):
    return {"role": "secretary", "group": world.other_group.pk, "since": "2021-01-01"}


def _ticked(world):
    ids = [world.action.pk, world.their_action.pk]
    return {"action": ids, "do": "designate", "agency": world.agency.pk, "retour": "etat=tout"}


def _noted(world):
    return {"finding": Finding.objects.get().pk, "item": world.item.pk}


def _chase(world):
    letters = Agency.objects.values_list("pk", flat=True)
    boxes = {f"envoyer-{pk}": "on" for pk in letters}
    return _ticked(world) | boxes | {"do": "send", "answer_by": "dans une semaine"}


def _operation(world):
    return {"base_version": world.meeting.version, "op_id": str(uuid.uuid4())}


def _report_text(world):
    text = world.report.document | {"conclusion": "Fin", "base_version": world.report.version}
    return text | {"op_id": str(uuid.uuid4())}


# A form that is right, so that only the person is refused; the others are posted empty.
FORMS = {
    "meetings:meeting_create": _new_meeting,
    "meetings:meeting_edit": _saved_text,
    "meetings:meeting_conflict": _saved_text,
    "meetings:meeting_cancel": lambda world: {"reason": "Pluie"},
    "meetings:meeting_remove": lambda world: {"reason": "Créée deux fois"},
    "meetings:report_remove": lambda world: {"reason": "Créé deux fois"},
    "meetings:correction_ask": lambda world: {"reason": "Le lieu"},
    "meetings:correction_decline": lambda world: {"reason": "C’est ce qui fut dit"},
    "meetings:meeting_return": lambda world: {"reason": "À revoir"},
    "meetings:correction_open": lambda world: {"changes": "Le lieu"},
    "meetings:revision_restore": _operation,
    "meetings:amendment_add": lambda world: {"former": world.earlier.pk} | _operation(world),
    "meetings:reader_list": lambda world: {"others": "Issa <issa@example.org>"},
    "meetings:reader_change": lambda world: {"do": "renew"},
    "meetings:reading": lambda world: {"general": "Bien"},
    "meetings:reading_by_account": lambda world: {"general": "Bien"},
    "meetings:verification": lambda world: {"sha256": "0" * 64},
    "meetings:group_handover": _handover,
    "meetings:report_create": lambda world: {"period": f"year:{timezone.localdate().year}-01-01"},
    "meetings:report_edit": _report_text,
    "meetings:report_restore": _report_text,
    "meetings:report_conflict": _report_text,
    "meetings:report_sign": lambda world: {"seen": world.report.version, "changes": "Tout"},
    "meetings:report_send": lambda world: {"others": "ministere@example.org"},
    "meetings:group_plan": _planned,
    "meetings:template_list": lambda world: {"name": "Autre", "points": "Divers"},
    "meetings:template_create": lambda world: {"name": "Autre"},
    "meetings:meeting_move": _moved,
    "meetings:agenda_edit": _operation,
    "meetings:proposals_open": lambda world: {"until": ""},
    "meetings:proposal_create": lambda world: {
        "agency": world.agency.pk,
        "title": "Un point",
        "why": "Il le faut",
    },
    "meetings:proposal_answer": lambda world: {"outcome": "refused", "reason": "Déjà dit"},
    "meetings:point_pass": lambda world: {"why": "Il faut décider"},
    "meetings:member_propose": lambda world: {"since": "2021-12-01"},
    "meetings:wording_list": lambda world: {"code": "GTM-ZR", "signature": "Le président"},
    "meetings:wording_edit": lambda world: {"subject": "Convocation", "body": "Venez."},
    "meetings:meeting_convene": _convened,
    "meetings:convened_detail": lambda world: {"answer": "present"},
    "meetings:convened_answer": lambda world: {"answer": "present"},
    "meetings:convocation": lambda world: {"answer": "present"},
    "meetings:meeting_tell": _told,
    "gtm:address_give_back": lambda world: {"email": MARKS["dead"]},
    "meetings:door_detail": _arrives,
    "meetings:sign_in": lambda world: {"name": "Ali", "id": str(uuid.uuid4())},
    "meetings:publication_send": lambda world: {"to": MARKS["listed"]},
    **sharing.FORMS,
    "meetings:rescue_take": _copy,
    "meetings:original_list": lambda world: {"group": world.group.pk, "text": "Divers"},
    "meetings:original_detail": lambda world: {"date": "1/12/2021"},
    "meetings:word_give": _frame,
    "meetings:word_link": _frame,
    "meetings:photo_add": lambda world: _upload("photo.jpg", jpeg("x")),
    "meetings:photo_piece": lambda world: _piece("photo.jpg", jpeg("x")),
    "meetings:file_piece": lambda world: _piece("piece.pdf", b"%PDF-"),
    "meetings:file_add": lambda world: _upload("piece.pdf", b"%PDF-"),
    "meetings:finding_list": _noted,
    "actions:action_selection": _ticked,
    "actions:action_chase": _chase,
    "actions:answer": lambda world: {f"p{world.action.pk}-sentence": "Bien"},
    "actions:action_accept_offer": lambda world: {"agency": world.agency.pk},
    "actions:action_decline_offer": lambda world: {"agency": world.agency.pk, "reason": "Non"},
    "actions:action_xlsx": _ticked,
    "actions:action_report": lambda world: {"sentence": "Commencé"},
    "actions:action_close": lambda world: {"status": "done"},
    "actions:action_refuse": lambda world: {"reason": "Pas encore"},
    "actions:action_reopen": lambda world: {"reason": "Pas fini"},
    "actions:action_cancel": lambda world: {"reason": "Sans objet"},
    "actions:action_reschedule": lambda world: {"deadline": "2092"},
    "actions:action_release": lambda world: {"agency": world.agency.pk},
    "actions:action_classify": lambda world: {"item": world.item.pk, "how": "add"},
    "actions:framework_create": lambda world: {"name": "Pacte mondial", "word": "objectif"},
    "actions:framework_edit": lambda world: {"name": "Plan corrigé", "word": "axe"},
    "actions:framework_import": lambda world: {"text": "Code;Libellé\n9;Neuf", "keep": "1"},
    "actions:item_create": lambda world: {"code": "8", "wording": "Huit"},
    "actions:item_edit": lambda world: {"code": "7", "wording": "Sept"},
    "actions:action_designate": lambda world: {"agency": world.agency.pk},
    "actions:action_note_chase": lambda world: {"channel": "phone"},
    "gtm:agency_create": _structure,
    "gtm:agency_edit": _structure,
    "gtm:group_create": lambda world: {"territory": world.territory.pk, "body": "CRCM"},
    "gtm:group_edit": _group,
    "gtm:country_edit": lambda world: {
        "news_days": "45",
        "grace_days": "2",
        "mail_days": "90",
        "responsible_heading": "Qui",
    },
    "gtm:rhythm_edit": _rhythm,
    "gtm:list_entries": lambda world: {"addresses": "neuve@example.net", "gets": "full"},
    "gtm:list_entry_edit": lambda world: {"email": "autre@example.net", "gets": "link"},
    "meetings:equivalence_list": lambda world: {"words": "traite, trafic"},
    "meetings:equivalence_edit": lambda world: {"words": "migration, migrant"},
    "gtm:holiday_list": lambda world: {"day": "2091-06-01", "name": "Deuil"},
    "gtm:holiday_edit": lambda world: {"day": "2091-06-01", "name": "Tabaski"},
    "gtm:member_create": lambda world: {"function": "Maire", "since": "2021-12-01"},
    "gtm:member_edit": lambda world: {"function": "Maire", "since": "2021-12-01"},
    "gtm:ministry_create": lambda world: {"since": "2024-01-01", "name": "MI/D"},
    "gtm:ministry_edit": lambda world: {"since": "2020-01-01", "name": "MI/D"},
    "gtm:territory_edit": lambda world: {"name": "Zinder", "variants": "Damagaram"},
    "gtm:own_name": lambda world: {"name": "Autre nom"},
    "gtm:user_edit": lambda world: {"name": "Autre nom"},
    "gtm:notices_see": lambda world: {"jusqu": 10**9},
    "gtm:notice_choices": lambda world: dict.fromkeys(Family, "daily"),
    "gtm:membership_add": _role,
    "gtm:membership_end": lambda world: {"until": "2021-12-31"},
    "gtm:invitation_create": lambda world: _role(world) | {"email": "nouveau@example.org"},
    "gtm:invitation_accept": lambda world: _password(name="Nouvelle"),
    "account_login": lambda world: {"login": MARKS["account"], "password": PASSWORD},
    "account_reset_password": lambda world: {"email": MARKS["account"]},
    "account_change_password": lambda world: _password(oldpassword=PASSWORD),
    "account_email": lambda world: {"action_add": "", "email": "neuve@example.org"},
}


def form(asked, world):
    make = FORMS.get(asked.partition("?")[0])
    return make(world) if make else {}
