// Texts of one meeting that earlier pages left on this device: the newest counts.
import { differing, same } from "./map.js";
import * as store from "./store.js";

// Unless its page, which still lives, has written more.
export async function forget({ key, at }) {
  const kept = key && (await store.get("drafts", key).catch(() => null));
  if (kept?.at === at) await store.drop("drafts", key);
}

// Left aside by the person: it is offered again, and sent when she says so.
export const leave = (found) => found.key && store.write({ store: "drafts", put: { ...found, isLeft: true } });

const holds = (newer = "", older = "") => (Array.isArray(older) ? older.every((uid) => newer.includes(uid)) : newer.includes(older));

// Whether all that was typed in a text stands in a newer one too.
const isIn = ({ acked, map }, newer) => differing(acked, map).every((key) => holds(newer.map[key], map[key]));

// Whether a text that only added words has nothing that the page does not show: it had arrived, and
// its answer was lost or could not be kept.
export function isShown(draft, shown) {
  const { acked, map } = draft;
  const adds = () => differing(acked, map).every((key) => holds(map[key], acked[key]));
  return (!draft.before && same(map, shown)) || (adds() && isIn(draft, { map: shown }));
}

// Those that say something of their own, the newest first; the others are forgotten.
export async function standing([newest, ...older]) {
  if (!newest) return [];
  const isOver = older.map((each) => isIn(each, newest));
  await Promise.all(older.filter((_, index) => isOver[index]).map(forget));
  return [newest, ...older.filter((_, index) => !isOver[index])];
}
