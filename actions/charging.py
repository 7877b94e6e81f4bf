"""Who sees to an action: structures designated, released, proposed; and all the verbs."""

from actions.follow_up import Said
from actions.forms import (
    AgencyChoice,
    CancelForm,
    ClassifyForm,
    CloseForm,
    DeclareForm,
    NoteChaseForm,
    RefuseForm,
    ReopenForm,
    ReportForm,
    RescheduleForm,
    SpeakingForm,
    TakeBackForm,
    VerbForm,
    designatable_agencies,
)
from gtm.access import scope
from gtm.models import Agency


class DesignateForm(VerbForm):
    verb, title, button = "designation", "Désigner une structure chargée du suivi", "Désigner"
    done = "La structure est désignée."
    may, sentence_is_asked = "designatable_by", False

    agency = AgencyChoice(
        Agency.objects.none(), label="Structure", empty_label="choisissez une structure"
    )

    def prepare(self):
        named = designatable_agencies().named_in(self.action.group.local_territory)
        self.fields["agency"].queryset = named.select_related("territory")

    def act(self):
        self.action.designate(self._without_agency(), self.cleaned_data["agency"])

    def _without_agency(self):
        """The structure is what it is about, not the one that speaks."""
        return Said(self.user, self.at, version=self.cleaned_data["version"])


class ReleaseForm(DesignateForm):
    verb, title, button = "decharge", "Retirer une structure chargée du suivi", "Retirer"
    done = "La structure n’est plus chargée du suivi."

    def prepare(self):
        charged = Agency.objects.filter(pk__in=self.action.follow_ups.values("agency"))
        self.fields["agency"].queryset = charged.select_related("territory")

    @property
    def is_possible(self):
        return super().is_possible and bool(self.action.follow_ups.all())

    def act(self):
        self.action.release(self._without_agency(), self.cleaned_data["agency"])


class OfferForm(SpeakingForm):
    verb, title, button = "proposition", "Ma structure s’en charge", "Proposer ma structure"
    done = "Votre structure est proposée : le rapporteur du groupe ou le SP/CCM répond."
    may = "offerable_by"
    field_order = ("sentence", "agency")

    def prepare(self):
        super().prepare()
        del self.fields["file"]

    @property
    def is_possible(self):
        offering = {agency.pk for agency in self.action.offering}
        return super().is_possible and not offering & scope(self.user).agencies

    def act(self):
        self.action.offer(self.said())


class AcceptForm(DesignateForm):
    verb, title, button = "accord", "Accepter la structure qui se propose", "Accepter"
    done = "La structure est chargée du suivi."

    def prepare(self):
        offering = self.action.offering
        offered = Agency.objects.filter(pk__in=[agency.pk for agency in offering])
        self.fields["agency"].queryset = offered.select_related("territory")
        self.fields["agency"].initial = offering[0] if offering else None

    @property
    def is_possible(self):
        return super().is_possible and bool(self.action.offering)


class DeclineForm(AcceptForm):
    verb, title, button = "refus-proposition", "Ne pas retenir la proposition", "Ne pas retenir"
    done = "La proposition n’est pas retenue."
    reason_is_asked = True
    field_order = ("agency", "reason")

    def act(self):
        self.action.decline(self.said(), self.cleaned_data["agency"])


FORMS = {
    form.verb: form
    for form in (
        ReportForm,
        DeclareForm,
        TakeBackForm,
        OfferForm,
        AcceptForm,
        DeclineForm,
        CloseForm,
        NoteChaseForm,
        RefuseForm,
        RescheduleForm,
        ReopenForm,
        CancelForm,
        DesignateForm,
        ReleaseForm,
        ClassifyForm,
    )
}
