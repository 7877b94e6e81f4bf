"""What monitors ask, and the page of administrators."""

from django.urls import path

from gtm.watching import views

app_name = "watching"
urlpatterns = [
    path("sante/vivant", views.alive, name="alive"),
    path("sante/pret", views.ready, name="ready"),
    path("sante/mesures", views.measures, name="measures"),
    path("etat/", views.state, name="state"),
    path("etat/details.json", views.details, name="details"),
]
