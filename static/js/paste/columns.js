// What a pasted table or list is for a list of the minutes: columns by their names, in any order. The
// names stand in one table on the server (meetings/text/columns.py), served with the page. Pure.
import { withoutSigns } from "./signs.js";

const ASIDE = "";
const NUMBER = "number";
const NUMBERS = "numéros laissés de côté";
const FIGURE = /^\(?(?:\d{1,3}|[a-z])\s*[-.)°/]*$/i;
const KINDS = { email: /^\S+@\S+\.\S+$/, phone: /^\+?[\d\s.()/-]{8,}$/ };

// As people write the same name: without accents, case, signs and plurals.
export function fold(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe");
  const words = plain.match(/[\p{L}\d#%&]+|[✓✔✅❌✗✘]/gu) || [];
  return words.map((word) => (word.length > 3 ? word.replace(/[sx]$/, "") : word)).join("");
}

const foldings = (text) => [fold(text), fold(text.replace(/\([^()]*\)/g, " "))];

// {folded heading: [what it may mean]}.
export function meaningsOf({ headings }) {
  const found = {};
  for (const [meaning, names] of Object.entries(headings)) {
    names.forEach((name) => foldings(name).forEach((key) => (found[key] ||= new Set()).add(meaning)));
  }
  return found;
}

function meaning(known, cell) {
  const [whole, bare] = foldings(cell);
  return known[whole] || (bare && known[bare]) || new Set();
}

// A row whose cells are names of columns, most of them; a figure or a date is none.
function isHeading({ cells, isHead }, known) {
  const filled = cells.filter(Boolean);
  const named = filled.filter((cell) => meaning(known, cell).size).length;
  const isFigure = filled.some((cell) => /^[\d\s/.-]+$/.test(cell));
  return filled.length > 1 && !isFigure && (named * 2 > filled.length || Boolean(isHead && named));
}

const share = (cells, test) => cells.filter(test).length / Math.max(1, cells.length);

// A column that counts the rows: by its name, or because its figures run on.
function counts(cells) {
  const figures = cells.filter(Boolean);
  if (!figures.length || share(figures, (cell) => FIGURE.test(cell)) < 0.6) return false;
  const numbers = figures.map((cell) => parseInt(cell.replace(/\D/g, ""), 10)).filter(Number.isFinite);
  const next = numbers.filter((number, place) => place && number === numbers[place - 1] + 1).length;
  return numbers.length > 1 ? next >= (numbers.length - 1) * 0.6 : numbers[0] === 1;
}

// [field of each column] by the names above them.
function byName(names, known, fields) {
  const found = names.map((name) => (meaning(known, name).has(NUMBER) ? NUMBER : null));
  for (const [field, [, takes]] of Object.entries(fields)) {
    for (const sought of takes.split(" ")) {
      const together = sought.split("+");
      const fits = names.map((name, place) => found[place] === null && together.some((one) => meaning(known, name).has(one)));
      const at = fits.indexOf(true);
      names.forEach((_, place) => fits[place] && (place === at || together.length > 1) && (found[place] = field));
      if (at >= 0) break;
    }
  }
  return found;
}

// Whatever names no column: the first that nobody knows is what the list is about.
function withMain(found, names, known, main) {
  if (found.includes(main)) return found;
  const free = found.findIndex((field, place) => field === null && !meaning(known, names[place]).size);
  const at = free < 0 ? found.indexOf(null) : free;
  return found.map((field, place) => (place === at ? main : field));
}

// Without names: as the columns stand on the screen, telephone and address by their form.
function byPlace(columns, words, fields) {
  const [main, ...order] = Object.keys(fields).filter((field) => fields[field][1]);
  const isTogether = fields[main][1].includes("+");
  const statuses = words.status && fields.status ? new Set(Object.values(words.status).flat().map(fold)) : new Set();
  const found = columns.map((cells, place) => {
    const filled = cells.filter(Boolean);
    if (!place && columns.length > 1 && counts(cells)) return NUMBER;
    if (!filled.length) return ASIDE;
    const kind = Object.keys(KINDS).find((each) => fields[each] && share(filled, (cell) => KINDS[each].test(cell)) > 0.6);
    return kind || (share(filled, (cell) => statuses.has(fold(cell))) > 0.6 ? "status" : null);
  });
  const left = [main, ...(isTogether ? [] : order.filter((field) => !found.includes(field)))];
  return found.map((field) => (field === null ? left.shift() || main : field));
}

// A cell that means a choice gives it; other words about the status are what was said.
function choiceOf(words, cell) {
  const keyOf = (text) => Object.keys(words).find((choice) => words[choice].some((word) => fold(word) === fold(text)));
  const [start] = cell.split(/[,;:.(\n–]|\s-\s/);
  const whole = keyOf(cell);
  return whole ? { choice: whole, rest: "" } : { choice: keyOf(start), rest: cell };
}

function fill(row, field, cell, { words, isName }, aside) {
  if (!cell) return;
  const known = words[field];
  if (!known) {
    row[field] = row[field] ? `${row[field]}${isName ? " " : ", "}${cell}` : cell;
    return;
  }
  const { choice, rest } = choiceOf(known, cell);
  if (choice) row[field] = choice;
  if (!rest) return;
  if (field === "status") row.said = row.said ? `${row.said}\n${rest}` : rest;
  else aside.push(`«\u00a0${rest}\u00a0» laissé de côté`);
}

function gridOf(blocks) {
  const rows = blocks.flatMap((block) => block.rows || []);
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  return rows.map(({ cells, ...row }) => ({ ...row, cells: Array.from({ length: width }, (_, place) => cells[place] || "") }));
}

function columnsOf(grid, known, words, fields, chosen) {
  const main = Object.keys(fields)[0];
  const head = isHeading(grid[0], known) ? grid[0] : null;
  const names = head?.cells || grid[0].cells.map(() => "");
  const rows = head ? grid.slice(1) : grid;
  const columns = names.map((_, place) => rows.map(({ cells }) => cells[place]));
  let found = head ? withMain(byName(names, known, fields), names, known, main) : byPlace(columns, words, fields);
  // A column beyond the headings has no name to be left aside under: its words join the first.
  found = found.map((field, place) => (field !== null ? field : names[place] || !columns[place].some(Boolean) ? ASIDE : counts(columns[place]) && !place ? NUMBER : main));
  return { rows, head, columns: names.map((name, place) => ({ name: name.replace(/\s+/g, " "), field: chosen?.[place] ?? found[place], cells: columns[place] })) };
}

function ofTable(blocks, table, section, chosen) {
  const fields = table.fields[section];
  const [main] = Object.keys(fields);
  const known = meaningsOf(table);
  const grid = gridOf(blocks);
  const { rows, head, columns } = columnsOf(grid, known, table.words, fields, chosen);
  const aside = [];
  const isRepeated = ({ cells }) => head && cells.every((cell, place) => fold(cell) === fold(head.cells[place]));
  const own = rows.filter((row) => !isRepeated(row));
  if (own.length < rows.length) aside.push("en-tête répété laissé de côté");
  const first = columns.findIndex(({ field }) => field === main);
  const lines = own.map(({ cells, signs }) => ({ text: cells[first] || "", sign: signs[first], level: 1 }));
  const { lines: bare, numbers } = withoutSigns(lines);
  if (numbers) aside.push(NUMBERS);
  const names = columns.map(({ name }) => meaning(known, name));
  const filled = own.map(({ cells }, place) => {
    const row = {};
    columns.forEach(({ field }, column) => {
      if (!field || field === NUMBER) return;
      const isName = field === main && column && ["first", "name"].some((one) => names[column].has(one)) && ["first", "name"].some((one) => names[column - 1].has(one));
      fill(row, field, column === first ? bare[place].text : cells[column], { words: table.words, isName }, aside);
    });
    return { row };
  });
  const outside = blocks.filter((block) => !block.rows).map(({ text }) => text);
  if (outside.length) aside.push(`hors du tableau, laissé de côté\u00a0: «\u00a0${outside.join(" / ")}\u00a0»`);
  return { rows: filled.filter(({ row }) => Object.keys(row).length), columns, aside };
}

function ofLines(lines, section, table) {
  const [main] = Object.keys(table.fields[section]);
  const { lines: bare, numbers } = withoutSigns(lines);
  const least = Math.min(...bare.map(({ level }) => level));
  const rows = [];
  for (const { text, level } of bare) {
    if (!text) continue;
    if (section === "points" && level > least && rows.length) (rows.at(-1).below ||= []).push(text);
    else rows.push({ row: { [main]: text } });
  }
  return { rows, columns: [], aside: numbers ? [NUMBERS] : [] };
}

// {rows: [{row: {field: words}, below?: [sub-points]}], columns: [{name, field, cells}], aside: [words]}.
// `chosen`: the field of each column, by hand.
export function understood(blocks, section, table, chosen) {
  return blocks.some(({ rows }) => rows) ? ofTable(blocks, table, section, chosen) : ofLines(blocks, section, table);
}
