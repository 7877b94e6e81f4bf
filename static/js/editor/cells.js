// What a pasted text holds: rows of cells, without bullets, numbers and headings of columns. Pure.
// The signs are those of meetings/text/discussion.py.

const SIGN = /^\s*(?:[-–—*•▪●◦‣>✓✔➢]+\s*(?=\S)|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})\s*[-.)°]+-?\s+(?=\S)|\d{1,3}[-)](?=\S))/;
// Alone in its cell, as Word pastes it before a tab: « • », « o », « 1. ».
const LONE_SIGN = /^(?:[-–—*•▪●◦‣>✓✔➢o§Øü]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[-.)°]+-?)$/i;
const LIST_END = /\s*;\s*$/;
const NUMBER = /^\d{1,3}$/;
const HEADING = /^(n\s*°|noms?\b|prénoms?\b|structures?\b|organi[sz]ations?\b|fonctions?\b|contacts?\b|tél|e-?mails?\b|courriel|adresse|signatures?\b|émargements?\b|responsables?\b|personnes?\b|date\b|échéance|délai|points?\b|actions?\b|activités?\b|recommandations?\b|observations?\b)/i;

// A cell of Excel that holds a line end or a tab comes between quotation marks.
function table(text) {
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/gy;
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(cell)) {
    rows[rows.length - 1].push((quoted === undefined ? plain : quoted.replace(/""/g, '"')).trim());
    if (end === "") break;
    if (end !== "\t") rows.push([]);
  }
  return rows;
}

function withoutSign(cells) {
  const [first, ...others] = cells.length > 1 && LONE_SIGN.test(cells[0]) ? cells.slice(1) : cells;
  if (others.length) return [first.replace(SIGN, ""), ...others];
  return [first.replace(SIGN, "").replace(LIST_END, "").trim()];
}

const isHeading = (cells) => cells.length > 1 && cells.every((cell) => !cell || HEADING.test(cell));

export function rowsOfCells(text) {
  const raw = text.includes("\t") ? table(text) : text.split(/\r\n|\r|\n/).map((line) => [line]);
  let rows = raw.filter((cells) => cells.some((cell) => cell.trim()));
  if (rows.length > 1 && isHeading(rows[0])) rows = rows.slice(1);
  const isNumbered = rows.every((cells) => cells.length > 1 && NUMBER.test(cells[0]));
  return rows.map((cells) => withoutSign(isNumbered ? cells.slice(1) : cells));
}
