// The list as the server knows it, with what this device has not sent yet. Pure: the same rules as
// meetings/door/present.py.
const LABELS = { present: "présent", remote: "à distance", represented: "représenté par…" };
const SAID = ["name", "function", "structure", "sex", "phone"];

const without = (ids, gone) => ids.filter((id) => !gone.includes(id));

// « 9h05 », « 10h », in the time of the meeting.
function hour(at) {
  const told = new Date(at).toLocaleTimeString("fr-FR", { timeZone: "Africa/Niamey", hour: "numeric", minute: "2-digit" });
  return told.replace(":", "h").replace(/^0(?=\d)/, "").replace(/h00$/, "h");
}

function rowOf(page, act) {
  const found = [...page.expected, ...page.added].find(({ key }) => key === act.key);
  if (found) return found;
  const label = act.label || [act.name, act.function, act.structure].filter(Boolean).join(", ");
  const row = { key: act.key, label, told: "", deputy: [], came: null };
  page.added.push(row);
  return row;
}

function arrive(page, act, at) {
  const row = rowOf(page, act);
  const before = row.came?.ids || [];
  const ids = [...without(before, act.instead_of || []), act.id];
  const said = Object.fromEntries(SAID.map((name) => [name, act[name] || row.came?.[name] || ""]));
  const first = row.came?.at || hour(at);
  if (act.presence === "represented" && !act.name && !act.function) [said.name, said.function] = [row.deputy[0] || "", row.deputy[1] || ""];
  if (act.instead_of?.length) Object.assign(said, Object.fromEntries(SAID.map((name) => [name, act[name] || ""])));
  row.came = { presence: act.presence, label: LABELS[act.presence], at: first, by: "", ids, ...said };
}

function remove(page, { ids }) {
  for (const row of [...page.expected, ...page.added]) {
    if (!row.came) continue;
    row.came.ids = without(row.came.ids, ids);
    if (!row.came.ids.length) row.came = null;
  }
  page.added = page.added.filter(({ came }) => came);
  page.waiting = page.waiting.filter(({ id }) => !ids.includes(id));
}

function confirm(page, { id, key }, at) {
  const who = page.waiting.find((each) => each.id === id);
  if (!who) return;
  page.waiting = page.waiting.filter((each) => each !== who);
  arrive(page, { ...who, key: key || `p${id}`, presence: "present" }, at);
  rowOf(page, { key: key || `p${id}` }).came.at = who.at;
}

const WAYS = { arrive, remove, confirm };

export function applied(page, records) {
  const copy = structuredClone(page);
  for (const { act, at, refused } of records) if (!refused) WAYS[act.do](copy, act, at);
  return copy;
}

export function totalsOf(page) {
  const here = [...page.expected, ...page.added].map(({ came }) => came).filter(Boolean);
  const sexes = here.map(({ sex }) => sex);
  return {
    here: here.length,
    expected: page.expected.length,
    women: sexes.filter((sex) => sex === "f").length,
    unsaid: sexes.filter((sex) => !sex).length,
  };
}
