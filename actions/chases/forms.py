"""What the sender of a chase types: letter by letter how it begins, then what all have."""

from datetime import timedelta

from django import forms

from actions import deadlines
from actions.chases import escalation
from actions.chases.chasing import GREETING, Words
from actions.chases.letters import voice_of
from gtm.access import scope
from gtm.days import DayField
from gtm.typography import long_date

A_WEEK, A_YEAR = timedelta(days=7), timedelta(days=366)


class SendField(forms.BooleanField):
    """Ticked at first; without an address there is nothing to choose, and it is told afterwards."""

    def __init__(self, letter):
        super().__init__(
            label=f"Envoyer la lettre : {letter.label}",
            required=False,
            initial=True,
            widget=None if letter.addresses else forms.HiddenInput,
        )


class CopyField(forms.MultipleChoiceField):
    """Who stands above those who do not answer; nobody is ticked before the sender has."""

    def __init__(self, above):
        times = max(each.times for each in above)
        super().__init__(
            label=f"Relancé {times} fois sans réponse : envoyer aussi une copie à",
            required=False,
            choices=[(each.key, f"{each.label} : {', '.join(each.addresses)}") for each in above],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Cette copie n’est plus à envoyer : relisez."},
        )


class ChaseForm(forms.Form):
    """Each letter has a box, ticked at first, and its own beginning; the end is common."""

    answer_by = DayField(
        label="Réponse attendue avant le",
        read=str,  # of the instance, which knows the day
        help_text="Par exemple 15/03/2027, 15 mars, sous 15 jours.",
        error_messages={
            "required": "Donnez le jour avant lequel répondre.",
            "invalid": "Écrivez un jour, par exemple 15/03/2027 ou « sous 15 jours ».",
        },
    )
    end = forms.CharField(
        label="Formule de fin, commune à toutes les lettres",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, data=None, *, chase, by, today):
        super().__init__(data, auto_id="relance_%s")
        self.chase, self.by, self.today = chase, by, today
        self.fields["answer_by"].read = lambda typed: deadlines.parse(typed, today).due_on
        self.initial = {"answer_by": f"{today + A_WEEK:%d/%m/%Y}", "end": end_of(by, chase)}
        for letter in chase.letters:
            self.fields[f"envoyer-{letter.key}"] = SendField(letter)
            self.fields[f"debut-{letter.key}"] = forms.CharField(
                label=f"Début de la lettre : {letter.label}",
                required=False,
                max_length=5000,
                initial=beginning_of(by, letter),
                widget=forms.Textarea(attrs={"rows": 5}),
            )
            if written := [each for each in letter.above if each.addresses]:
                self.fields[f"copie-{letter.key}"] = CopyField(written)

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"]
        if not self.today < day <= self.today + A_YEAR:
            raise forms.ValidationError("Donnez un jour à venir, dans l’année.")
        return day

    def clean(self):
        cleaned = super().clean()
        if self.data.get("do") == "send" and self.chase.letters and not self.chosen:
            first = f"envoyer-{self.chase.letters[0].key}"
            self.add_error(first, "Cochez au moins une lettre à envoyer.")
        return cleaned

    @property
    def chosen(self):
        letters = self.chase.letters
        return [each for each in letters if self.cleaned_data.get(f"envoyer-{each.key}")]

    @property
    def copied(self):
        """Who stands above and was ticked, of the letters that go."""
        for letter in self.chosen:
            keys = self.cleaned_data.get(f"copie-{letter.key}", ())
            yield from (each for each in letter.above if each.key in keys)

    def parts(self):
        """Each letter with what the page shows and asks of it."""
        for letter in self.chase.letters:
            copies = f"copie-{letter.key}"
            yield {
                "letter": letter,
                "box": self[f"envoyer-{letter.key}"],
                "beginning": self[f"debut-{letter.key}"],
                "listing": letter.listing(self.today),
                "copies": self[copies] if copies in self.fields else None,
                "above": [(each, self._text(each.asked)) for each in letter.above],
            }

    def _text(self, asked):
        return f"{GREETING}\n\n{escalation.copy_of(asked, self.by, self.today)}"

    @property
    def words(self):
        def beginning(letter):
            return self.cleaned_data[f"debut-{letter.key}"]

        return Words(beginning, self.cleaned_data["end"], self.cleaned_data["answer_by"])

    @property
    def thanks(self):
        """For the text that is shared: as the page was last shown."""
        day = self.cleaned_data.get("answer_by") if self.is_bound else self.today + A_WEEK
        return f"Merci de répondre avant le {long_date(day)}." if day else ""


def beginning_of(by, letter):
    voice, many = voice_of(by, letter.actions)
    asks, whom = ("prient", "leur") if many else ("prie", "lui")
    several = len(letter.actions) > 1
    asked = "des points d’action ci-après" if several else "du point d’action ci-après"
    return (
        f"{GREETING}\n\nDans le cadre du suivi des recommandations, {voice} vous {asks} de "
        f"bien vouloir {whom} communiquer l’état d’avancement {asked}."
    )


def end_of(by, chase):
    """The closing formula, and who signs."""
    groups = {action.group.name for letter in chase.letters for action in letter.actions}
    office = f"Rapporteur, {', '.join(sorted(groups))}"
    office = "SP/CCM" if scope(by).writes_for_secretariat else office
    signed = [by.name, by.function, office, by.phone and f"Tél. : {by.phone}"]
    formula = "Veuillez agréer, Madame, Monsieur, l’expression de mes salutations distinguées."
    return "\n".join([formula, "", *filter(None, signed)])
