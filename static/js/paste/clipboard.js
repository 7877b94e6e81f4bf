// What stands on the clipboard, from Word, Excel, LibreOffice, Google, WhatsApp or as plain text: lines,
// items of lists and tables, in order. HTML is read, never inserted; such a document loads nothing.

const BLOCK = /^(?:address|article|aside|blockquote|center|d[dlt]|div|figure|footer|h\d|header|hr|main|p|pre|section)$/;
const SILENT = /^(?:style|script|title|template|svg|xml|noscript)$/;

const styleOf = (element) => (element.dataset?.style || "").replace(/\s/g, "").toLowerCase();
const isHidden = (style) => /display:none|mso-hide:all|mso-element:comment|visibility:hidden/.test(style);
// The one space of a number stays unbreakable; those with which Word fills a line are one.
const tidy = (text) => text.replace(/[ \u00a0]{2,}/g, " ").replace(/\s*\n\s*/g, "\n").trim();

// What a browser would write before an item: HTML does not say it.
function signOf(list, number) {
  if (list.localName !== "ol") return "•";
  const isLetter = list.type === "a" || /alpha|latin/.test(styleOf(list));
  return `${isLetter ? String.fromCharCode(96 + number) : number}.`;
}

class Reading {
  constructor() {
    this.blocks = [];
    this.line = null;
    this.item = null; // the one whose paragraphs are being read
  }

  // A further paragraph of an item stands below its first.
  end() {
    if (!this.line) return;
    if (this.item === this.line) this.write("\n", true);
    else this.close();
  }

  close() {
    const { line } = this;
    this.line = this.item = null;
    if (!line) return;
    line.text = tidy(line.text);
    if (line.text) this.blocks.push(line);
  }

  start(sign, level) {
    this.close();
    this.item = this.line = { text: "", sign, level };
  }

  write(text, isKept) {
    const words = isKept ? text : text.replace(/[ \t\r\n\f]+/g, " ");
    if (!this.line && !words.trim()) return;
    this.line ||= { text: "", level: 1 };
    this.line.text += words;
  }

  text(text, isKept) {
    if (!isKept) return this.write(text, false);
    text.split(/\r\n|\r|\n/).forEach((piece, index) => {
      if (index) this.end();
      this.write(piece.replace(/\t/g, " "), true);
    });
  }

  children(node, isKept, level) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.text(child.data, isKept);
      else if (child.nodeType === Node.ELEMENT_NODE) this.element(child, isKept, level);
    }
  }

  element(element, isKept, level) {
    const name = element.localName;
    const style = styleOf(element);
    if (SILENT.test(name) || isHidden(style)) return;
    const keeps = /white-space:(?:pre|break)/.test(style) || (isKept && !/white-space:n/.test(style)) || name === "pre";
    if (name === "br") this.end();
    else if (name === "img") this.picture(element);
    else if (name === "table") this.table(element, keeps, level);
    else if (/^(?:ul|ol|menu)$/.test(name)) this.list(element, keeps, level + 1);
    else if (name === "li") this.listItem(element, "•", keeps, Math.max(level, 1));
    else if (/mso-list:(?!none|ignore|skip)/.test(style)) this.wordItem(element, style, keeps);
    else if (BLOCK.test(name)) this.paragraph(element, keeps, level);
    else this.children(element, keeps, level);
  }

  paragraph(element, keeps, level) {
    if (this.line?.text) this.end();
    this.children(element, keeps, level);
    this.end();
  }

  // WhatsApp and Outlook write an emoji as a picture.
  picture(element) {
    if (element.alt.length < 12 && !/[\p{L}]/u.test(element.alt)) this.write(element.alt, true);
  }

  list(list, keeps, level) {
    this.close();
    let number = list.start || 1;
    for (const child of list.childNodes) {
      if (child.localName !== "li") {
        if (child.nodeType === Node.ELEMENT_NODE) this.element(child, keeps, level);
        continue;
      }
      this.listItem(child, signOf(list, number), keeps, level);
      number += 1;
    }
    this.close();
  }

  listItem(item, sign, keeps, level) {
    const style = styleOf(item);
    this.start(/list-style(?:-type)?:none/.test(style) ? undefined : sign, Number(item.getAttribute("aria-level")) || level);
    this.children(item, keeps, level);
    this.close();
  }

  // Word's own: a paragraph, whose sign stands in a span that is to be ignored.
  wordItem(element, style, keeps) {
    const marks = [...element.querySelectorAll("[data-style]")].filter((each) => /mso-list:ignore/.test(styleOf(each)));
    const sign = marks.map((mark) => mark.textContent).join("").trim();
    marks.forEach((mark) => mark.remove());
    this.start(sign || "•", Number(/level(\d+)/.exec(style)?.[1] || 1));
    this.children(element, keeps, 0);
    this.close();
  }

  // A table of one cell is a frame around what stands in it.
  table(table, keeps, level) {
    const rows = [...table.rows];
    if (rows.length === 1 && rows[0].cells.length === 1) return this.paragraph(rows[0].cells[0], keeps, level);
    this.close();
    if (table.caption) this.paragraph(table.caption, keeps, 0);
    this.blocks.push(...tableBlocks(rows.filter((row) => !isHidden(styleOf(row))), keeps));
  }
}

const isNumbered = (sign) => /[\da-z]/i.test(sign) && !/^[o§Øü]$/.test(sign);

// The lines of a cell. Signs of a list inside it stay where they tell its lines apart.
function textOf(cell, keeps) {
  const reading = new Reading();
  reading.children(cell, keeps, 0);
  reading.close();
  const lines = reading.blocks.flatMap((block) => block.rows?.map(({ cells }) => ({ text: cells.filter(Boolean).join(" ") })) || block);
  const signed = lines.filter(({ sign }) => sign);
  const isBare = signed.length === lines.length && (lines.length < 2 || !signed.some(({ sign }) => isNumbered(sign)));
  const shown = ({ text, sign }) => (sign && !isBare ? `${isNumbered(sign) ? sign : "-"} ${text}` : text);
  const own = lines.length === 1 && signed.length === 1 && isNumbered(signed[0].sign) ? signed[0].sign : undefined;
  return { text: lines.map(shown).join("\n"), sign: own };
}

// A merged cell says the same in each of its rows, and stands in the first of its columns.
function gridOf(rows, keeps) {
  const grid = rows.map(() => []);
  rows.forEach((row, top) => {
    let left = 0;
    for (const cell of row.cells) {
      while (grid[top][left]) left += 1;
      const { text, sign } = textOf(cell, keeps);
      for (let down = top; down < Math.min(rows.length, top + Math.max(1, cell.rowSpan)); down += 1) {
        for (let across = 0; across < cell.colSpan; across += 1) {
          grid[down][left + across] = { text: across ? "" : text, sign: across || down > top ? undefined : sign };
        }
      }
    }
  });
  return grid;
}

// One cell across the whole width is a title between the rows.
function tableBlocks(rows, keeps) {
  const grid = gridOf(rows, keeps);
  const width = Math.max(...grid.map((row) => row.length), 0);
  const blocks = [];
  rows.forEach((row, place) => {
    const all = Array.from({ length: width }, (_, column) => grid[place][column] || { text: "" });
    const [cells, signs] = [all.map(({ text }) => text), all.map(({ sign }) => sign)];
    if (!cells.some(Boolean)) return;
    const isHead = row.parentElement.localName === "thead" || [...row.cells].every(({ localName }) => localName === "th");
    if (width > 1 && row.cells.length === 1 && row.cells[0].colSpan >= width) blocks.push({ text: cells[0], level: 1 });
    else if (blocks.at(-1)?.rows) blocks.at(-1).rows.push({ cells, signs, isHead });
    else blocks.push({ rows: [{ cells, signs, isHead }] });
  });
  return blocks;
}

// Our policy refuses inline styles, of a document that nobody sees too: they are kept as mere words.
function withoutStyles(html) {
  const styled = /\sstyle\s*=/gi;
  return html.replace(/<style\b[^]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(styled, " data-style="));
}

function blocksOfHtml(html) {
  const reading = new Reading();
  reading.children(new DOMParser().parseFromString(withoutStyles(html), "text/html").body, false, 0);
  reading.close();
  return reading.blocks;
}

// A sign before a tab makes an item, as Word pastes it; a table has more cells, or words in the first.
const ITEM = /^\s*([-–—*•·▪●◦‣■□>→➔➢✓✔❖o§Øü\ue000-\uf8ff]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[-.)°]+-?)\t+([^\t]*)$/u;

// A cell of Excel that holds a line end or a tab comes between quotation marks.
function cellsOf(text) {
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/gy;
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(cell)) {
    rows[rows.length - 1].push((quoted === undefined ? plain : quoted.replace(/""/g, '"').replace(/\r\n?/g, "\n")).trim());
    if (end === "") break;
    if (end !== "\t") rows.push([]);
  }
  return rows;
}

const lineOf = (text) => ({ text: text.trim(), level: 1 });

// Lines as Word pastes them, a few of which may be rows of a table.
function blocksOfText(text) {
  if (!text.includes("\t")) return text.split(/\r\n|[\r\n\v\f\u2028]/).map(lineOf).filter((line) => line.text);
  const blocks = [];
  for (const cells of cellsOf(text)) {
    if (!cells.some(Boolean)) continue;
    const [, sign, words] = ITEM.exec(cells.join("\t")) || [];
    if (sign && words) blocks.push({ text: words.trim(), sign, level: 1 });
    else if (cells.filter(Boolean).length < 2 && !blocks.at(-1)?.rows) blocks.push(lineOf(cells.join(" ")));
    else if (blocks.at(-1)?.rows) blocks.at(-1).rows.push({ cells, signs: [] });
    else blocks.push({ rows: [{ cells, signs: [] }] });
  }
  return blocks;
}

const lettersOf = (text) => (text.match(/\p{L}/gu) || []).length;
const wordsOf = (blocks) => blocks.map(({ text, rows }) => text || rows.map(({ cells }) => cells.join("")).join("")).join("");

// The HTML, unless it says less than the plain text beside it.
export function blocksOf({ html, text }) {
  const plain = blocksOfText(text);
  const rich = html ? blocksOfHtml(html) : [];
  return rich.length && lettersOf(wordsOf(rich)) >= 0.9 * lettersOf(wordsOf(plain)) ? rich : plain;
}
