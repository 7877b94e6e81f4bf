// Pasted blocks as the text of a discussion: what meetings/text/discussion.py reads as lists and tables.
// Pure.

const SIGN = /^(?:[-–—*•o>]|\(?[\da-zA-Z]{1,4}[-.)°]+-?)$/;

const flat = (text) => text.replace(/\s*\n\s*/g, " ; ").replace(/\t/g, " ");

// Between tabs; between bars where tabs would say something else.
function rowOf({ cells }) {
  const words = cells.map(flat);
  const isPlain = words[0] && !SIGN.test(words[0]) && !/^[-–—*•>]/.test(words[0]) && words.filter(Boolean).length > 1;
  return isPlain ? words.join("\t") : `| ${words.map((word) => word.replace(/\|/g, "/")).join(" | ")} |`;
}

function itemOf({ text, sign, level }) {
  const shown = /[\da-zA-Z]/.test(sign) && !/^[o§Øü]$/.test(sign) ? sign : "-";
  return `${"  ".repeat(level - 1)}${shown} ${text.replace(/\n/g, " ")}`;
}

// A table is parted from what stands around it.
export function discussionOf(blocks) {
  return blocks.map((block, place) => {
    const lines = block.rows?.map(rowOf) || [block.sign ? itemOf(block) : block.text];
    return `${blocks[place - 1]?.rows ? "\n" : ""}${lines.join("\n")}`;
  }).join("\n");
}
