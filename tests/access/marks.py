"""The marks of what not everybody may read; `markers.txt` says who may."""

from tests.access.convening import CONVENING_MARKS
from tests.access.importing import IMPORT_MARKS
from tests.access.reporting import REPORT_MARKS
from tests.access.sharing import SHARING_MARKS

MARKS = (
    {
        "agenda": "mqordredujour",
        "text": "mqtexteecrit",
        "action": "mqpointdaction",
        "erased": "mqtexteefface",  # in the first save only
        "parked": "mqtextemisdecote",
        "second": "mqdeuxiemeversion",
        "moved": "mqlieucorrige",  # where the correction says that it was
        "reason": "mqmotifdenontenue",
        "phone": "96112233",
        "email": "mqparticipant@oim.example",
        "photo": "mqoctetsdelaphoto",
        "photo_name": "mqnomdelaphoto",
        "file": "mqoctetsdelapiece",
        "file_name": "mqnomdelapiece",
        "structure": "20735566",
        "account": "mqcompte@example.org",
        "other": "mqautregroupe",
        "other_phone": "97445566",
        "new_phone": "98223344",  # typed by the correction
        "returned": "mqmotifdurenvoi",
        "asked": "mqcorrectiondemandee",
        "removal": "mqmotifduretrait",
        "comment": "mqcommentairedurelecteur",
        "changes": "mqcequichange",
        "said": "mqditenseance",  # of an earlier action, at this meeting
        "amendment": "mqamendement",  # to the earlier minutes, at this meeting
        "earlier": "mqactionanterieure",  # the group's, published, of the partner's structure
        "update": "mqnouvelles",
        "update_name": "mqsuivinommedelapiece",
        "update_file": "mqsuivioctets",
        "contact": "98776655",  # noted in the earlier published attendance
        "their_action": "mqactiondesautres",  # another group's, published, of another structure
        "observation": "mqobservation",
        "reader_name": "mqnomdurelecteur",
        "reader_email": "mqrelecteur@example.net",
        "token": "mqjetonderelecture",
        "invitee": "mqinvitee@example.net",
        "journal": "mqacteaujournal",
        "mail": "mqcourrielapartir",
        "answer": "mqjetonderelance",
        "received": "mqrecuparlelien",
        "link_email": "mqpointfocal@example.net",
        "publications": "mqjetondufil",
        "token_name": "mqnomdujeton",  # the partner's
    }
    | IMPORT_MARKS
    | REPORT_MARKS
    | CONVENING_MARKS
    | SHARING_MARKS
)
