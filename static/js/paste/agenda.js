// Of a whole document, the lines below « Ordre du jour », as long as their list goes on. Pure.
import { fold } from "./columns.js";

const AGENDA = /^(?:(?:pointinscrita|pointa)?l?ordredujour|agenda)(?:delareunion)?$/;

// Of a whole document: the lines below « Ordre du jour », as long as their list goes on.
function linesOf(lines) {
  const at = lines.findIndex(({ text }) => text.length < 60 && AGENDA.test(fold(text)));
  if (at < 0 || at === lines.length - 1) return null;
  const below = lines.slice(at + 1);
  const shape = ({ text, sign }) => (sign ? "item" : /^\s*\(?\d{1,2}\s?[-.)°]/.test(text) ? "number" : /^\s*[-–•*]/.test(text) ? "dash" : "text");
  const kinds = below.map(shape);
  const begin = kinds[0] === "text" && kinds[1] && kinds[1] !== "text" ? 1 : 0; // « Ouverture » has no number
  const figure = ({ text, sign }) => parseInt(/\d+/.exec(sign || text)?.[0], 10);
  let end = begin;
  while (end < below.length && kinds[end] === kinds[begin]) {
    if (kinds[end] === "number" && end > begin && figure(below[end]) <= figure(below[end - 1])) break;
    end += 1;
  }
  const taken = below.slice(0, end);
  return { taken, left: [...lines.slice(0, at), ...below.slice(end)] };
}

// The blocks that the points are made of, and what the report says of the others.
export function agendaOf(blocks) {
  const lines = blocks.flatMap((block) => block.rows?.map(({ cells }) => ({ text: cells.filter(Boolean).join(" · "), level: 1 })) || block);
  const found = linesOf(lines);
  if (!found) return { blocks, aside: [] };
  const left = found.left.map(({ text }) => text).join(" / ");
  return { blocks: found.taken, aside: left ? [`laissé de côté\u00a0: «\u00a0${left}\u00a0»`] : [] };
}
