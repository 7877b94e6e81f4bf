"""What one may ask of an extract."""

from django import forms

from meetings.exports import extract

NOBODY = [("", "personne en particulier")]
CHOOSE_ONE = "Choisissez la structure dont les points d’action sont gardés, ou retirez la coche."
CONCERNS_NONE = (
    "Aucun point d’action de ce point ne concerne cette structure : retirez la coche, "
    "ou choisissez un autre point."
)


class ExtractForm(forms.Form):
    point = forms.ChoiceField(label="Point de l’ordre du jour")
    structure = forms.ChoiceField(label="À l’attention de", required=False)
    seulement = forms.BooleanField(
        label="Ne garder que les points d’action qui la concernent", required=False
    )

    def __init__(self, data, meeting, minutes):
        super().__init__(data)
        self.meeting, self.points = meeting, {each.uid: each for each in minutes.points}
        groups = extract.addressees(meeting)
        self.agencies = {str(each.pk): each for _, agencies in groups for each in agencies}
        self.fields["point"].choices = [(uid, each.heading) for uid, each in self.points.items()]
        self.fields["structure"].choices = NOBODY + [
            (label, [(each.pk, each.label) for each in agencies])
            for label, agencies in groups
            if agencies
        ]

    @property
    def agency(self):
        return self.agencies.get(self.cleaned_data["structure"])

    def clean(self):
        asked = self.cleaned_data
        if not asked.get("seulement") or "structure" not in asked or "point" not in asked:
            return
        if self.agency is None:
            self.add_error("structure", CHOOSE_ONE)
        elif not self._concerns(self.points[asked["point"]]):
            self.add_error("seulement", CONCERNS_NONE)

    def _concerns(self, point):
        kept = extract.concerned(self.meeting, self.agency)
        return any(row.uid in kept for row in point.actions.rows) if point.actions else False
