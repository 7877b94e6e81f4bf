// The secretary at the door: every tick is kept on this device first, then sent. The page works without
// any of this, a form for each person.
import { applied, totalsOf } from "./door/acts.js";
import { listenToList } from "./door/list.js";
import { openDoor, tellUnknown } from "./door/page.js";
import { followSending } from "./door/sending.js";
import { listenToSignIn } from "./editor/signin.js";

async function start() {
  const door = await openDoor();
  const sending = followSending(door);
  const list = listenToList(door, sending);
  const show = () => {
    const page = applied(door.page, sending.waiting);
    list.show(page, sending.waiting, totalsOf(page));
  };
  listenToSignIn(sending);
  sending.addEventListener("change", show);
  await sending.load();
  show();
  sending.run();
  document.documentElement.dataset.ready = "";
}

start().catch(tellUnknown);
