// Meetings that were removed: what this device keeps of them to be opened without network goes too.
// What is unsent of them stays.
import * as store from "./editor/store.js";

const { account } = document.body.dataset;
document.querySelectorAll("[data-removed]").forEach(({ dataset }) => store.drop("pages", `${account}/${dataset.removed}`));
