"""Addresses of structures, groups and territories, under the name `gtm:` (see gtm/urls.py)."""

from django.urls import path

from gtm.directory import (
    agencies,
    agency_imports,
    country,
    feasts,
    group_rhythm,
    groups,
    lists,
    member_imports,
    members,
    territories,
)

urlpatterns = [
    path("structures/", agencies.agency_list, name="agency_list"),
    path("structures/nouvelle/", agencies.agency_create, name="agency_create"),
    path("structures/importer/", agency_imports.agency_import, name="agency_import"),
    path("structures/tableau/", agency_imports.agency_export, name="agency_export"),
    path("structures/<int:pk>/", agencies.agency_detail, name="agency_detail"),
    path("structures/<int:pk>/liens/<int:link>/retirer/", agencies.link_revoke, name="link_revoke"),
    path("structures/<int:pk>/modifier/", agencies.agency_edit, name="agency_edit"),
    path("groupes/", groups.group_list, name="group_list"),
    path("groupes/nouveau/", groups.group_create, name="group_create"),
    path("groupes/<int:pk>/", groups.group_detail, name="group_detail"),
    path("groupes/<int:pk>/modifier/", groups.group_edit, name="group_edit"),
    path("groupes/<int:pk>/rythme/", group_rhythm.rhythm_edit, name="rhythm_edit"),
    path("jours-feries/", feasts.holiday_list, name="holiday_list"),
    path("jours-feries/<int:pk>/modifier/", feasts.holiday_edit, name="holiday_edit"),
    path("jours-feries/<int:pk>/retirer/", feasts.holiday_remove, name="holiday_remove"),
    path("groupes/<int:pk>/membres/", members.member_list, name="member_list"),
    path("groupes/<int:pk>/membres/nouveau/", members.member_create, name="member_create"),
    path("groupes/<int:pk>/membres/importer/", member_imports.member_import, name="member_import"),
    path("groupes/<int:pk>/membres/tableau/", member_imports.member_export, name="member_export"),
    path("groupes/<int:pk>/membres/<int:member>/", members.member_edit, name="member_edit"),
    path(
        "groupes/<int:pk>/membres/<int:member>/retirer/",
        members.member_remove,
        name="member_remove",
    ),
    path("groupes/<int:pk>/diffusion/", lists.list_entries, name="list_entries"),
    path("groupes/<int:pk>/diffusion/<int:entry>/", lists.list_entry_edit, name="list_entry_edit"),
    path(
        "groupes/<int:pk>/diffusion/<int:entry>/retirer/",
        lists.list_entry_remove,
        name="list_entry_remove",
    ),
    path("reglages/", country.country_edit, name="country_edit"),
    path("reglages/ministeres/nouveau/", country.ministry_create, name="ministry_create"),
    path("reglages/ministeres/<int:pk>/", country.ministry_edit, name="ministry_edit"),
    path("territoires/", territories.territory_list, name="territory_list"),
    path("territoires/<int:pk>/modifier/", territories.territory_edit, name="territory_edit"),
]
