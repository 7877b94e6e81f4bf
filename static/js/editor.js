// The editor of minutes. The page works without any of this; each module makes one thing faster.
import { listenToDitto } from "./editor/ditto.js";
import { listenToFound } from "./editor/found.js";
import { growFields } from "./editor/grow.js";
import { listenToKeys } from "./editor/keys.js";
import { followOutline } from "./editor/outline.js";
import { openPage, tellUnknown } from "./editor/page.js";
import { listenToPaste } from "./editor/paste.js";
import { followPresence } from "./editor/presence.js";
import { followReadings } from "./editor/readings.js";
import { listenToRemarks } from "./editor/remarks.js";
import { listenToRescue } from "./editor/rescue.js";
import { listenToRows } from "./editor/rows.js";
import { listenToMerge } from "./editor/said.js";
import { followSaving } from "./editor/saving.js";
import { listenToSignIn } from "./editor/signin.js";
import { followCollectives, suggestNames } from "./editor/suggest.js";
import { followTabs } from "./editor/tabs.js";
import { listenToUploads } from "./editor/uploads.js";

async function start(form) {
  const page = await openPage(form);
  listenToDitto(form); // first: the others then see what the mark stands for
  listenToRows(form);
  listenToKeys(form);
  listenToPaste(form);
  suggestNames(form);
  followReadings(form);
  followCollectives(form);
  followOutline(form);
  growFields(form);
  listenToRemarks(form);
  const saving = followSaving(form, page);
  listenToMerge();
  listenToSignIn(saving);
  followPresence(saving);
  const lookForFiles = listenToUploads(form, page, saving);
  const found = listenToFound(form, page, saving);
  listenToRescue(page, saving, found);
  const { writes, takes } = await followTabs(form, page, saving);
  if (writes) await found.look(takes);
  if (writes) lookForFiles();
  document.documentElement.dataset.ready = "";
}

start(document.getElementById("minutes")).catch(tellUnknown);
