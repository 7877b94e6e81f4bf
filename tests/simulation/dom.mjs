// As much of a page as the protocol touches: a tree, selectors, fields, events that bubble.

const VOID = new Set(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"]);
const RAW = new Set(["script", "style", "textarea", "title"]);
const FIELDS = new Set(["INPUT", "TEXTAREA", "SELECT", "BUTTON", "FIELDSET", "OUTPUT"]);
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0", apos: "'" };
const decoded = (text) =>
  text.includes("&") ? text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, number, name) => (name ? (SIGNS[name] ?? all) : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(number)))) : text;
const dashed = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export class Event {
  constructor(type, { bubbles = false, detail, ...more } = {}) {
    Object.assign(this, { type, bubbles, detail, defaultPrevented: false }, more);
  }

  preventDefault() {
    this.defaultPrevented = true;
  }
}

export class Target {
  addEventListener(type, work) {
    ((this.listeners ||= {})[type] ||= []).push(work);
  }

  dispatchEvent(event) {
    event.target ||= this;
    for (let at = this; at; at = event.bubbles ? at.parent : null) {
      for (const work of at.listeners?.[event.type] || []) work.call(at, event);
    }
    return !event.defaultPrevented;
  }
}

// Selectors: a list of chains, each read from its end.
let changes = 0; // of all pages: only whether it is another number counts
const known = new Map();
const PART = /^(?:([a-z][a-z0-9]*)|#([\w-]+)|\.([\w-]+)|\[([\w-]+)(?:([$^*]?=)(?:"([^"]*)"|'([^']*)'|([^\]]*)))?\]|:not\(((?:[^()]|\([^()]*\))*)\)|:(\w+))/;

function selectorOf(text) {
  if (!known.has(text)) known.set(text, compiled(text));
  return known.get(text);
}

function compiled(text) {
  const chains = [];
  let chain = [];
  let tests = [];
  let join = "";
  let rest = text.trim();
  const end = () => tests.length && chain.push({ tests, join });
  while (rest) {
    const between = /^\s*([,>])\s*|^\s+/.exec(rest);
    if (between) {
      end();
      if (between[1] === ",") chains.push(chain);
      if (between[1] === ",") chain = [];
      join = between[1] === "," ? "" : between[1] || " ";
      tests = [];
      rest = rest.slice(between[0].length);
      continue;
    }
    const found = PART.exec(rest);
    if (!found) throw new Error(`selector: ${text}`);
    tests.push(testOf(found));
    rest = rest.slice(found[0].length);
  }
  end();
  return [...chains, chain];
}

function testOf([, tag, id, name, attribute, sign, ...more]) {
  const [value, negated, pseudo] = [more[0] ?? more[1] ?? more[2], more[3], more[4]];
  if (tag) return (element) => element.tagName === tag.toUpperCase();
  if (id) return (element) => element.attributes.id === id;
  if (name) return (element) => element.classList.contains(name);
  if (negated) return (element) => !matches(element, selectorOf(negated));
  if (pseudo === "enabled") return (element) => !element.disabled;
  if (pseudo) throw new Error(`selector: :${pseudo}`);
  if (!sign) return (element) => attribute in element.attributes;
  const compare = { "=": (own) => own === value, "$=": (own) => own.endsWith(value), "^=": (own) => own.startsWith(value), "*=": (own) => own.includes(value) }[sign];
  return (element) => attribute in element.attributes && compare(element.attributes[attribute]);
}

const fits = (element, tests) => tests.every((test) => test(element));

function matchesChain(element, chain, at = chain.length - 1) {
  if (!fits(element, chain[at].tests)) return false;
  if (at === 0) return true;
  for (let above = element.parentElement; above; above = above.parentElement) {
    if (matchesChain(above, chain, at - 1)) return true;
    if (chain[at].join === ">") return false;
  }
  return false;
}

const matches = (element, chains) => chains.some((chain) => matchesChain(element, chain));

export class Element extends Target {
  constructor(tag, attributes = {}) {
    super();
    Object.assign(this, { tagName: tag.toUpperCase(), attributes, nodes: [], parent: null });
    if (tag === "template") this.content = new Element("fragment");
  }

  get owner() {
    let top = this;
    while (top.parent) top = top.parent;
    return top;
  }

  get parentElement() {
    return this.parent instanceof Element && this.parent.tagName !== "FRAGMENT" ? this.parent : null;
  }

  get children() {
    return this.nodes.filter((node) => node instanceof Element);
  }

  // All elements below, in their order; walked again after a change only.
  below() {
    const { changes } = this.owner;
    if (!this.walked || this.walked.changes !== changes) {
      this.walked = [];
      this.walk(this.walked);
      this.walked.changes = changes;
    }
    return this.walked;
  }

  walk(found) {
    for (const node of this.nodes) {
      if (typeof node === "string") continue;
      found.push(node);
      node.walk(found);
    }
  }

  sibling(step) {
    const all = this.parent?.children || [];
    return all[all.indexOf(this) + step] || null;
  }

  get previousElementSibling() {
    return this.sibling(-1);
  }

  get nextElementSibling() {
    return this.sibling(1);
  }

  querySelectorAll(text) {
    const chains = selectorOf(text);
    return this.below().filter((element) => matches(element, chains));
  }

  querySelector(text) {
    const chains = selectorOf(text);
    for (const element of this.below()) if (matches(element, chains)) return element;
    return null;
  }

  matches(text) {
    return matches(this, selectorOf(text));
  }

  closest(text) {
    for (let at = this; at; at = at.parentElement) if (at.matches(text)) return at;
    return null;
  }

  contains(other) {
    for (let at = other; at; at = at.parent) if (at === this) return true;
    return false;
  }

  // The tree
  touch() {
    this.owner.changes = ++changes;
  }

  place(index, nodes) {
    for (const node of nodes) if (node instanceof Element) node.remove();
    this.nodes.splice(index, 0, ...nodes);
    for (const node of nodes) if (node instanceof Element) node.parent = this;
    this.touch();
  }

  append(...nodes) {
    for (const node of nodes) if (node instanceof Element) node.remove();
    this.place(this.nodes.length, nodes);
  }

  appendChild(node) {
    this.append(node);
    return node;
  }

  before(...nodes) {
    nodes.forEach((node) => node.remove());
    this.parent.place(this.parent.nodes.indexOf(this), nodes);
  }

  after(...nodes) {
    nodes.forEach((node) => node.remove());
    this.parent.place(this.parent.nodes.indexOf(this) + 1, nodes);
  }

  remove() {
    if (!this.parent) return;
    this.touch();
    this.parent.nodes.splice(this.parent.nodes.indexOf(this), 1);
    this.parent = null;
  }

  replaceChildren(...nodes) {
    this.children.forEach((child) => (child.parent = null));
    this.nodes = [];
    this.append(...nodes);
  }

  copy() {
    const made = new Element(this.tagName.toLowerCase(), { ...this.attributes });
    made.raw = this.raw;
    if (this.content) made.content = this.content; // patterns are read, not written
    made.nodes = this.nodes.map((node) => (node instanceof Element ? node.copy() : node));
    made.children.forEach((child) => (child.parent = made));
    return made;
  }

  // Words and attributes
  get textContent() {
    return this.nodes.map((node) => (node instanceof Element ? node.textContent : node)).join("");
  }

  set textContent(text) {
    this.children.forEach((child) => (child.parent = null));
    this.nodes = text === "" ? [] : [String(text)];
    this.touch();
  }

  get innerText() {
    return this.textContent;
  }

  get innerHTML() {
    return this.raw;
  }

  set innerHTML(text) {
    this.raw = text;
    parse(text, this.content || this);
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }

  removeAttribute(name) {
    delete this.attributes[name];
  }

  get dataset() {
    return (this.data ||= new Proxy(this.attributes, {
      get: (attributes, name) => attributes[dashed(name)],
      set: (attributes, name, value) => ((attributes[dashed(name)] = String(value)), true),
      has: (attributes, name) => dashed(name) in attributes,
    }));
  }

  get classList() {
    const names = () => (this.attributes.class || "").split(/\s+/).filter(Boolean);
    const put = (all) => (this.attributes.class = all.join(" "));
    const contains = (name) => names().includes(name);
    const add = (name) => contains(name) || put([...names(), name]);
    const remove = (name) => put(names().filter((each) => each !== name));
    return { contains, add, remove, toggle: (name, wanted = !contains(name)) => (wanted ? add(name) : remove(name)) };
  }

  // Fields
  get elements() {
    if (this.fields && this.fields.changes === this.owner.changes) return this.fields;
    this.fields = this.below().filter((element) => FIELDS.has(element.tagName));
    for (const field of this.fields) if (field.name && !(field.name in this.fields)) this.fields[field.name] = field;
    this.fields.changes = this.owner.changes;
    return this.fields;
  }

  get type() {
    if (this.tagName === "INPUT") return this.attributes.type || "text";
    if (this.tagName === "BUTTON") return this.attributes.type || "submit";
    return this.tagName === "SELECT" ? "select-one" : this.tagName.toLowerCase();
  }

  set type(value) {
    this.attributes.type = value;
  }

  get options() {
    return this.tagName === "SELECT" ? (this.choices ||= this.querySelectorAll("option")) : undefined;
  }

  get defaultSelected() {
    return "selected" in this.attributes;
  }

  get selectedIndex() {
    this.index ??= Math.max(0, this.options.findIndex((option) => option.defaultSelected));
    return this.index;
  }

  set selectedIndex(index) {
    this.index = index;
  }

  get defaultValue() {
    return this.tagName === "TEXTAREA" ? this.textContent.replace(/^\n/, "") : (this.attributes.value ?? "");
  }

  get value() {
    if (this.tagName === "SELECT") return this.options[this.selectedIndex]?.value ?? "";
    if (this.tagName === "OPTION") return this.attributes.value ?? this.textContent;
    if (this.type === "checkbox") return this.attributes.value ?? "on";
    return this.typed ?? this.defaultValue;
  }

  set value(value) {
    if (this.tagName === "SELECT") this.index = this.options.findIndex((option) => option.value === value);
    else this.typed = value;
  }

  get defaultChecked() {
    return "checked" in this.attributes;
  }

  get checked() {
    return this.isChecked ?? this.defaultChecked;
  }

  set checked(value) {
    this.isChecked = value;
  }

  // What a page comes with.
  serve(value) {
    if (this.type === "checkbox") return value ? (this.attributes.checked = "") : delete this.attributes.checked;
    if (this.tagName === "TEXTAREA") return (this.textContent = value);
    if (!this.options) return (this.attributes.value = value);
    this.options.forEach((option) => (option.value === value ? (option.attributes.selected = "") : delete option.attributes.selected));
  }

  setSelectionRange() {}

  click() {
    if (this.disabled) return;
    const isTaken = this.dispatchEvent(new Event("click", { bubbles: true, cancelable: true }));
    // As a browser does: a button of a form sends it.
    const form = this.tagName === "BUTTON" && this.type === "submit" && this.closest("form");
    if (form && isTaken !== false) form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true, submitter: this }));
  }

  focus() {
    this.owner.activeElement = this;
  }

  show() {
    this.open = true;
  }

  close() {
    this.open = false;
  }

  scrollIntoView() {}
}

for (const name of ["hidden", "disabled", "open"]) {
  Object.defineProperty(Element.prototype, name, {
    get() {
      return name in this.attributes;
    },
    set(wanted) {
      if (wanted) this.attributes[name] = "";
      else delete this.attributes[name];
    },
  });
}
for (const [name, attribute] of Object.entries({ id: "id", name: "name", className: "class", href: "href", src: "src", alt: "alt", action: "action" })) {
  Object.defineProperty(Element.prototype, name, {
    get() {
      return this.attributes[attribute] ?? "";
    },
    set(value) {
      this.attributes[attribute] = String(value);
    },
  });
}

export class Page extends Element {
  constructor() {
    super("#document");
  }

  get documentElement() {
    return this.children[0];
  }

  get body() {
    return this.querySelector("body");
  }

  get activeElement() {
    return this.focused && this.contains(this.focused) ? this.focused : this.body;
  }

  set activeElement(element) {
    this.focused = element;
  }

  getElementById(id) {
    const all = this.below();
    all.ids ||= new Map(all.map((element) => [element.attributes.id, element]));
    return all.ids.get(id) || null;
  }

  createElement(tag) {
    return new Element(tag);
  }

  copy() {
    const made = new Page();
    made.nodes = this.nodes.map((node) => (node instanceof Element ? node.copy() : node));
    made.children.forEach((child) => (child.parent = made));
    return made;
  }
}

const TOKEN = /<!--[^]*?-->|<!doctype[^>]*>|<(\/?)([a-z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|[^<]+|</gi;
const ATTRIBUTE = /([^\s=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s]+)))?/g;

const attributesOf = (text) => Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name, ...values]) => [name, decoded(values.find((value) => value !== undefined) ?? "")]));

// Our own pages, which are well formed.
export function parse(text, into = new Page()) {
  into.nodes = [];
  let at = into;
  const scan = new RegExp(TOKEN);
  for (let found = scan.exec(text); found; found = scan.exec(text)) {
    const [all, closing, name, more] = found;
    if (!name) {
      if (!all.startsWith("<!")) at.nodes.push(decoded(all));
      continue;
    }
    const tag = name.toLowerCase();
    if (closing) {
      while (at !== into && at.tagName !== tag.toUpperCase()) at = at.parent;
      if (at !== into) at = at.parent;
      continue;
    }
    const element = new Element(tag, attributesOf(more));
    element.parent = at;
    at.nodes.push(element);
    if (VOID.has(tag)) continue;
    if (tag === "template" || RAW.has(tag)) {
      const end = text.toLowerCase().indexOf(`</${tag}`, scan.lastIndex);
      const inner = text.slice(scan.lastIndex, end);
      if (tag === "template") element.innerHTML = inner;
      else element.nodes = [decoded(inner)];
      scan.lastIndex = text.indexOf(">", end) + 1;
    } else at = element;
  }
  into.children.forEach((child) => (child.parent = into));
  into.touch();
  return into;
}
