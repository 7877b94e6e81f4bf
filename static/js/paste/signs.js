// The signs before the lines of a list. A bullet goes where it can be nothing else; numbers and letters
// go where they run on from line to line, and else they are words: « M. Abdou », « 20-30 personnes ». Pure.

const BULLET = /^\s*(?:[•·▪●◦‣■□►→➔➢➤✓✔❖\ue000-\uf8ff]+\s*|[-–—*>]\s+|[o§Øü]\t\s*)(?=\S)/u;
const DASH = /^\s*[-–—*](?=[\p{L}«"“(])/u; // without a space: where all lines have one
const NUMBER = /^\s*\(?(\d{1,3}|[a-z]|[ivx]{1,4}|[IVX]{1,4}|[A-Z])\s?([-–.)°]+-?|\/-?)(\s*)(?=\S)/u;
const LIST_END = /\s*;\s*$/;
const ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"];

const letter = (sign) => sign.toLowerCase().charCodeAt(0) - 96;
const roman = (sign) => ROMANS.indexOf(sign.toLowerCase()) + 1;
const kindOf = (sign) => (/\d/.test(sign) ? "1" : sign === sign.toLowerCase() ? "a" : "A");

function placeOf(sign, first) {
  if (/\d/.test(sign)) return Number(sign);
  return /^i$/i.test(first) || sign.length > 1 ? roman(sign) : letter(sign);
}

// The number in front of typed words, where they may be an item: before a figure it may be a range or an
// hour; a capital and a dot may be an initial.
function typed(text) {
  const [whole, sign, mark, space] = NUMBER.exec(text) || [];
  if (!whole) return null;
  const rest = text.slice(whole.length);
  const isTight = !space && (!/\d/.test(sign) || mark === "°" || !/^[\p{L}«"“(]/u.test(rest));
  const isFigure = /^\d/.test(rest) && !(space && /^[.)°]/.test(mark));
  const isInitial = /^[A-Z]$/.test(sign) && sign !== "I" && /^[.]/.test(mark);
  return isTight || isFigure || isInitial ? null : { sign, rest };
}

// « 1.2. » of an outline counts by its last figure.
function automatic(sign) {
  const [found] = (!/^[o§Øü]$/.test(sign) && /(?:\d+|[a-zA-Z]+)(?=[^\da-zA-Z]*$)/.exec(sign)) || [];
  return found;
}

function numberOf({ text, sign }) {
  const own = sign && automatic(sign);
  return own ? { sign: own, rest: text } : sign ? null : typed(text);
}

// Whether the numbers of the lines run on, each level by itself; those of a lower one begin again.
function runsOn(lines, numbers, level) {
  const kind = (number) => number && kindOf(number.sign);
  const own = numbers.filter((number, place) => number && lines[place].level === level);
  const first = own[0];
  const isAll = own.length === lines.filter((line) => line.level === level).length;
  const isSure = own.length > 1 || lines.find((line) => line.level === level && line.sign);
  if (!first || !isSure || own.some((number) => kind(number) !== kind(first))) return false;
  let before = 0;
  return lines.every((line, place) => {
    if (line.level < level) before = 0;
    const number = line.level === level && numbers[place];
    if (!number) return true;
    const here = placeOf(number.sign, first.sign);
    const isNext = here === before + 1 || (before === 0 && isAll);
    before = here;
    return isNext;
  });
}

function withoutBullet(text, isDashed) {
  const bare = text.replace(BULLET, "");
  return bare === text && isDashed ? text.replace(DASH, "") : bare;
}

// The lines without their signs, and the signs that were words after all, back in their place. Each
// line: {text, level, sign?}; `numbers` counts those that went.
export function withoutSigns(lines) {
  const numbers = lines.map(numberOf);
  const levels = new Set(lines.map((line) => line.level).filter((level) => runsOn(lines, numbers, level)));
  const isDashed = lines.length > 1 && lines.every(({ text }) => DASH.test(text) || BULLET.test(text));
  let gone = 0;
  const bare = lines.map((line, place) => {
    const number = numbers[place];
    if (number && levels.has(line.level)) gone += 1;
    if (number && levels.has(line.level)) return { ...line, text: number.rest.trim() };
    if (number && line.sign) return { ...line, text: `${line.sign} ${line.text}` };
    return { ...line, text: withoutBullet(line.text, isDashed).trim() };
  });
  return { lines: withoutEnds(bare), numbers: gone };
}

// « ; » after each line and « . » after the last are signs of the list: the group's setting adds its own.
function withoutEnds(lines) {
  const ended = lines.filter(({ text }) => LIST_END.test(text)).length;
  if (lines.length < 2 || !ended) return lines;
  return lines.map((line, place) => {
    const isLast = place === lines.length - 1 && ended * 2 >= lines.length - 1;
    return { ...line, text: line.text.replace(isLast ? /\s*[;.]\s*$/ : LIST_END, "") };
  });
}
