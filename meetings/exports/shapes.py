"""What the API answers, for its description: the keys are those of the columns of open data."""

from datetime import date

from ninja import Schema
from pydantic import Field

LARGEST = 200  # rows of a page


class Problem(Schema):
    """Why nothing is given, in French."""

    app: str = "gtm"
    error: str


class Page(Schema):
    """`next` is the address of the rows that follow; null after the last ones."""

    next: str | None


class Asked(Schema):
    """Rows after the one whose `key` is given: `next` of a page has it."""

    after: int = Field(0, ge=0, le=10**15)
    limit: int = Field(100, ge=1, le=LARGEST)


class AskedMeetings(Asked):
    group: str = Field("", max_length=80, description="« slug » d’un groupe")
    since: date | None = Field(None, description="premier jour de la réunion")
    until: date | None = Field(None, description="dernier jour de la réunion")


class AskedActions(AskedMeetings):
    status: str = Field("", max_length=20, description="code d’un état : « todo », « done »…")


class TerritoryRow(Schema):
    name: str
    kind: str
    pcode: str
    parent_pcode: str | None


class GroupRow(Schema):
    name: str
    slug: str
    level: str
    territory_pcode: str
    is_active: bool


class AgencyRow(Schema):
    id: int
    acronym: str
    name: str
    label: str
    category: str
    is_collective: bool
    is_active: bool
    parent_id: int | None
    territory_pcode: str | None


class Placed(Schema):
    adm1_name: str | None
    adm1_pcode: str | None
    adm2_name: str | None
    adm2_pcode: str | None
    url: str


class MeetingRow(Placed):
    id: str
    title: str
    date: date
    group: str
    kind: str
    modality: str
    place: str
    attendance: int
    actions: int
    version: int
    published_on: date
    data_url: str
    pdf_sha256: str


class ActionRow(Placed):
    id: str
    text: str
    meeting_id: str
    decided_on: date
    group: str
    point: str
    responsible: str
    lead: str
    deadline: str
    precision: str
    due_on: date | None
    status: str
    status_label: str
    days_late: int
    rescheduled: int
    declared_on: date | None
    closed_on: date | None


class Territories(Page):
    items: list[TerritoryRow]


class Groups(Page):
    items: list[GroupRow]


class Agencies(Page):
    items: list[AgencyRow]


class Meetings(Page):
    items: list[MeetingRow]


class Actions(Page):
    items: list[ActionRow]
