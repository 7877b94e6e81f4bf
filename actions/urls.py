"""Addresses of actions; each verb has its own, `actions:action_<verb>`."""

from django.urls import path

from actions.views import action, answer, chase, exports, frameworks, reminders, review

app_name = "actions"
VERBS = {
    "report": "suivi",
    "declare": "fait",
    "close": "cloture",
    "note_chase": "relance",
    "refuse": "refus",
    "reschedule": "reconduite",
    "reopen": "reouverture",
    "cancel": "annulation",
    "take_back": "retrait",
    "offer": "proposition",
    "accept_offer": "accord",
    "decline_offer": "refus-proposition",
    "designate": "designation",
    "release": "decharge",
    "classify": "classement",
}
urlpatterns = [
    path("", review.action_list, name="action_list"),
    path("points-d-action.xlsx", exports.action_xlsx, name="action_xlsx"),
    path("points-d-action.csv", exports.action_csv, name="action_csv"),
    path("etat-de-suivi.docx", exports.action_docx, name="action_docx"),
    path("relancer/", chase.action_chase, name="action_chase"),
    path("rappels/", reminders.reminder_list, name="reminder_list"),
    path("rappels/<slug:kind>/<int:pk>/", reminders.reminder_detail, name="reminder_detail"),
    path("selection/", review.action_selection, name="action_selection"),
    path("selection/annuler/", review.selection_undo, name="selection_undo"),
    path("echeance/", action.deadline_reading, name="deadline_reading"),
    path("cadres/", frameworks.framework_list, name="framework_list"),
    path("cadres/nouveau/", frameworks.framework_create, name="framework_create"),
    path("cadres/<int:pk>/", frameworks.framework_detail, name="framework_detail"),
    path("cadres/<int:pk>/modifier/", frameworks.framework_edit, name="framework_edit"),
    path("cadres/<int:pk>/principal/", frameworks.framework_main, name="framework_main"),
    path("cadres/<int:pk>/supprimer/", frameworks.framework_delete, name="framework_delete"),
    path("cadres/<int:pk>/elements.csv", frameworks.framework_export, name="framework_export"),
    path("cadres/<int:pk>/importer/", frameworks.framework_import, name="framework_import"),
    path("cadres/<int:pk>/elements/nouveau/", frameworks.item_create, name="item_create"),
    path("cadres/elements/<int:pk>/modifier/", frameworks.item_edit, name="item_edit"),
    path("cadres/elements/<int:pk>/supprimer/", frameworks.item_delete, name="item_delete"),
    path("<int:pk>/", action.action_detail, name="action_detail"),
    path("repondre/<str:token>/", answer.answer, name="answer"),
    path("<int:pk>/reponses/<int:update>/vue/", answer.answer_seen, name="answer_seen"),
    path("<int:pk>/pieces/<int:update>/", action.update_file, name="update_file"),
    *(
        path(f"<int:pk>/{word}/", action.action_act, {"verb": word}, name=f"action_{verb}")
        for verb, word in VERBS.items()
    ),
]
