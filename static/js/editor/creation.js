// A meeting made without network: created under the id that this device gave it. Twice counts once.
import { post } from "./post.js";
import * as store from "./store.js";

// Null once it is created, else the outcome that tells why not.
export async function createMeeting({ key, account, fields }) {
  const outcome = await post("/reunions/nouvelle/", { ...fields, account });
  if (outcome.kind !== "saved") {
    const errors = Object.values(outcome.answer?.errors || {}).flat();
    return errors.length ? { ...outcome, kind: "refused", answer: { error: errors.join(" ") } } : outcome;
  }
  await store.drop("creations", key);
  return null;
}
