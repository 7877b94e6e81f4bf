// What the report of a paste is made of.

export function made(name, words = {}, ...children) {
  const element = Object.assign(document.createElement(name), words);
  element.append(...children);
  return element;
}

// A column by its heading, else by its place.
export const nameOf = ({ name }, place) => (name ? `«\u00a0${name}\u00a0»` : `n°\u00a0${place + 1}`);
