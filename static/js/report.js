// The text of a report: kept on this device, saved and merged as minutes are; see editor.js. The page
// works without any of this.
import { listenToFound } from "./editor/found.js";
import { growFields } from "./editor/grow.js";
import { openPage, tellUnknown } from "./editor/page.js";
import { listenToRescue } from "./editor/rescue.js";
import { listenToMerge } from "./editor/said.js";
import { followSaving } from "./editor/saving.js";
import { listenToSignIn } from "./editor/signin.js";
import { followTabs } from "./editor/tabs.js";

async function start(form) {
  const page = await openPage(form);
  growFields(form);
  const saving = followSaving(form, page);
  listenToMerge();
  listenToSignIn(saving);
  const found = listenToFound(form, page, saving);
  listenToRescue(page, saving, found);
  const { writes, takes } = await followTabs(form, page, saving);
  if (writes) await found.look(takes);
  document.documentElement.dataset.ready = "";
}

start(document.getElementById("report")).catch(tellUnknown);
