// A text of this device that the server did not acknowledge. Typed from what the page shows, it is put
// back into it; else the newest is offered, with what differs: nothing is thrown away without being asked.
import { forget, isShown, standing } from "./drafts.js";
import { read } from "./map.js";
import { announce } from "./rows.js";
import * as store from "./store.js";

export function listenToFound(form, page, saving) {
  // Forgotten once it is kept under the name of this page.
  const take = (found) => saving.take(found).then(() => forget(found));
  const offer = async (found) => (await import("./offer.js")).offer(form, found, take);

  return {
    offer,
    // What earlier pages of this meeting left here; `takes`: the tab that gave way was asked for it.
    async look(takes) {
      const shown = read(form);
      const left = await store.startingWith("drafts", `${page.key}/`).catch(() => []);
      const others = left.filter(({ key }) => key !== saving.key);
      const over = others.filter((each) => isShown(each, shown));
      await Promise.all(over.map(forget));
      const [found] = await standing(others.filter((each) => !over.includes(each)));
      if (!found) return;
      // A page without network may be older than what was typed last.
      if (!takes && (saving.isDirty || found.base < saving.base)) return offer(found);
      await take(found).then(() => announce(saving.back.text), () => offer(found));
    },
  };
}
