// What a plain text says: lines, items of lists and tables, in order. Pure.

// A sign before a tab makes an item, as Word pastes it; a table has more cells, or words in the first.
const ITEM = /^\s*([-–—*•·▪●◦‣■□>→➔➢✓✔❖o§Øü\ue000-\uf8ff]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[-.)°]+-?)\t+([^\t]*)$/u;

// A cell of Excel that holds a line end or a tab comes between quotation marks.
function table(text) {
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
export function blocksOfText(text) {
  if (!text.includes("\t")) return text.split(/\r\n|[\r\n\v\f\u2028]/).map(lineOf).filter((line) => line.text);
  const blocks = [];
  for (const cells of table(text)) {
    if (!cells.some(Boolean)) continue;
    const [, sign, words] = ITEM.exec(cells.join("\t")) || [];
    if (sign && words) blocks.push({ text: words.trim(), sign, level: 1 });
    else if (cells.filter(Boolean).length < 2 && !blocks.at(-1)?.rows) blocks.push(lineOf(cells.join(" ")));
    else if (blocks.at(-1)?.rows) blocks.at(-1).rows.push({ cells, signs: [] });
    else blocks.push({ rows: [{ cells, signs: [] }] });
  }
  return blocks;
}
