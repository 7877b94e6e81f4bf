// Under a field of search: the minutes that what is being typed leads to.
//
// It starts with what is typed already: on a slow network the words are there before this is.
// Nothing is asked before three letters and a pause; an answer that comes late is left. The list is
// of links: the arrow leads into it, Escape closes it, and Enter in the field searches as ever.

const PAUSE = 350;
const LEAST = 3;

export function suggest(field) {
  const list = document.createElement("ul");
  list.className = "suggested";
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  field.form.append(list, said);
  let waiting = 0;
  let asked = "";

  async function ask() {
    const words = field.value.trim();
    if (words === asked) return;
    asked = words;
    const found = words.length < LEAST ? [] : await answer(field.dataset.suggestions, words);
    if (words === asked) show(found);
  }

  function show(found) {
    list.replaceChildren(...found.map(entry));
    list.hidden = !found.length;
    const plural = found.length > 1 ? "s" : "";
    said.textContent = found.length ? `${found.length} proposition${plural}, flèche bas` : "";
  }

  function close() {
    show([]);
    asked = "";
  }

  function wait() {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  }

  field.addEventListener("input", wait);
  wait();
  field.form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      field.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) {
      event.preventDefault();
      move(field, [...list.querySelectorAll("a")], step);
    }
  });
  field.form.addEventListener("focusout", (event) => {
    if (!field.form.contains(event.relatedTarget)) close();
  });
}

// A page that is no answer of ours (a portal's, an error) suggests nothing.
async function answer(address, words) {
  try {
    const response = await fetch(`${address}?${new URLSearchParams({ mots: words })}`, {
      headers: { Accept: "application/json" },
    });
    const told = await response.json();
    return told.app === "gtm" && told.found ? told.found : [];
  } catch {
    return [];
  }
}

function entry({ title, says, address }) {
  const link = document.createElement("a");
  link.href = address;
  const name = document.createElement("span");
  name.className = "suggested-title";
  name.textContent = title;
  const text = document.createElement("span");
  text.className = "suggested-says";
  text.textContent = says;
  link.append(name, text);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function move(field, links, step) {
  const places = [field, ...links];
  const next = places.indexOf(document.activeElement) + step;
  places[Math.max(0, Math.min(next, places.length - 1))].focus();
}
