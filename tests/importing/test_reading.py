"""What stands in a file comes out whole, in order, with its place."""

import pytest

from meetings.imports import process
from meetings.imports.reading import blocks, docx, pdf, refusals, text
from tests.importing import files
from tests.importing.files import shown
from tests.importing.layouts import built
from tests.importing.truth import minutes
from tests.meetings import libreoffice

RUN = "<w:r><w:t>{}</w:t></w:r>"


def paragraph(*inner):
    return f"<w:p>{''.join(inner)}</w:p>"


def test_tracked_changes_are_taken_as_accepted_and_said_so():
    body = paragraph(
        RUN.format("Le plan "),
        f'<w:ins w:id="1" w:author="A">{RUN.format("est adopté")}</w:ins>',
        '<w:del w:id="2" w:author="A"><w:r><w:delText>est rejeté</w:delText></w:r></w:del>',
    )
    reading = docx.read(files.raw_docx(body))
    assert shown(reading) == ["Le plan est adopté"]
    assert reading.told == (docx.CHANGES,)


def test_what_stands_in_a_content_control_is_read():
    body = f"<w:sdt><w:sdtContent>{paragraph(RUN.format('Lieu : Zinder'))}</w:sdtContent></w:sdt>"
    assert shown(docx.read(files.raw_docx(body))) == ["Lieu : Zinder"]


def test_a_merged_cell_says_the_same_in_each_of_its_rows():
    def cell(inner, merge):
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{paragraph(RUN.format(inner))}</w:tc>"

    rows = (
        cell("OIM", '<w:vMerge w:val="restart"/>') + cell("2021", ""),
        cell("", "<w:vMerge/>") + cell("2022", ""),
    )
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert shown(docx.read(files.raw_docx(body))) == [["OIM", "2021"], ["OIM", "2022"]]


def test_each_block_of_a_docx_has_its_place():
    reading = docx.read(files.docx("Un", "Deux", tables=[[["a", "b"], ["c", "d"]]]))
    places = [[row.place for row in block.rows] or block.place for block in reading.blocks]
    lines = ["tableau 1, ligne 1", "tableau 1, ligne 2"]
    assert places == ["paragraphe 1", "paragraphe 2", lines]


def test_head_and_foot_of_the_pages_are_read_once():
    header = (
        '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"{paragraph(RUN.format('GTM/Zinder'))}</w:hdr>"
    )
    parts = {"word/header1.xml": header, "word/header2.xml": header}
    reading = docx.read(files.raw_docx(paragraph(RUN.format("Un")), **parts))
    assert [(block.text, block.origin) for block in reading.blocks] == [
        ("Un", ""),
        ("GTM/Zinder", "header"),
    ]


def test_the_lines_of_a_pdf_are_paragraphs_again():
    long = "Les structures présentes ont rappelé que les données manquent dans la région. " * 4
    reading = pdf.read(files.pdf(f"<p>{long}</p><p>1- Divers</p><p>- un point ;</p>"))
    assert shown(reading) == [long.strip(), "1- Divers", "- un point ;"]
    assert {block.place for block in reading.blocks} == {"page 1"}


def test_a_table_cut_by_a_page_is_one_and_its_head_stands_once():
    row = "<tr><td>Action {0} ;</td><td>OIM</td><td>2022</td></tr>"
    rows = "".join(row.format(number) for number in range(1, 61))
    head = "<thead><tr><th>Action</th><th>Responsable</th><th>Date limite</th></tr></thead>"
    style = "<style>td, th { border: 1px solid; }</style>"
    reading = pdf.read(files.pdf(f"{style}<table>{head}{rows}</table>"))
    [table] = reading.blocks
    assert [list(row.cells) for row in table.rows] == [
        ["Action", "Responsable", "Date limite"],
        *([f"Action {number} ;", "OIM", "2022"] for number in range(1, 61)),
    ]


def test_what_repeats_on_every_page_is_told_apart():
    style = "<style>@page { @top-center { content: 'GTM/Zinder' } }</style>"
    pages = "".join(f"<p style='break-before: page'>Page {word}</p>" for word in ("un", "deux"))
    reading = pdf.read(files.pdf(f"{style}<p>Début</p>{pages}"))
    assert [(block.text, block.origin) for block in reading.blocks] == [
        ("Début", ""),
        ("Page un", ""),
        ("Page deux", ""),
        ("GTM/Zinder", "header"),
    ]
    assert reading.told == (pdf.PAGES,)


def test_a_pasted_text_has_lines_and_tables():
    reading = text.read("Date : 11 mars 2021\n\nAction\tQui\nÉcrire\tOIM\n")
    assert shown(reading) == ["Date : 11 mars 2021", ["Action", "Qui"], ["Écrire", "OIM"]]


def test_a_text_without_spaces_is_said_to_be_one():
    stuck = "Compte-rendudelaréunionextraordinaireduGTM/Zinder " * 30
    assert text.read(stuck).told == (text.NO_SPACES,)
    assert text.read("Compte rendu de la réunion du GTM de Zinder " * 30).told == ()


@pytest.mark.parametrize(
    ("line", "sign", "rest"),
    [
        ("1- Divers", "1-", "Divers"),
        ("-DRAT/DC Zinder", "-", "DRAT/DC Zinder"),
        ("a) Forces :", "a)", "Forces :"),
        ("IV. DIVERS", "IV.", "DIVERS"),
        ("1.2 Tendances", "1.2", "Tendances"),
        ("• OIM", "•", "OIM"),
        ("M. Ali Moussa", "", "M. Ali Moussa"),
        ("10h20-11h25", "", "10h20-11h25"),
        ("15/03/2022", "", "15/03/2022"),
        ("2°ème point", "", "2°ème point"),
        ("A-t-il répondu ?", "", "A-t-il répondu ?"),
        ("2 815 migrants", "", "2 815 migrants"),
    ],
)
def test_a_sign_before_an_item_is_told_from_a_word(line, sign, rest):
    assert blocks.signed(line) == (sign, rest)


def test_a_file_is_read_in_a_process_of_its_own():
    content, _ = built("zinder", minutes()["zinder-2021-11-30"])
    assert process.read(content) == docx.read(content)


def test_a_reading_is_the_same_once_stored():
    reading = docx.read(files.docx("Un", tables=[[["a", "b"], ["c", "d"]]]))
    assert blocks.restored(reading.stored()) == reading


def test_odt_is_refused_where_libreoffice_is_not(monkeypatch):
    monkeypatch.setattr(process.shutil, "which", lambda name: None)
    odt = files.zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": "<a/>",
        }
    )
    with pytest.raises(refusals.Refused, match="LibreOffice n’y est pas installé"):
        process.read(odt)


def test_an_odt_is_read_through_libreoffice(tmp_path):
    source = tmp_path / "compte-rendu.docx"
    source.write_bytes(files.docx("Date : 11 mars 2021", tables=[[["Action", "Qui"], ["a", "b"]]]))
    libreoffice.run(tmp_path, "--convert-to", "odt", "--outdir", tmp_path, source)
    reading = process.read(source.with_suffix(".odt").read_bytes())
    assert shown(reading) == ["Date : 11 mars 2021", ["Action", "Qui"], ["a", "b"]]
