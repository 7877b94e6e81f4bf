// What static/js/editor/post.js asks of the network, without a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync(new URL("../../static/js/editor/post.js", import.meta.url), "utf8");
const alone = source.replace(/^import .*$/m, ""); // of the map: what is sent here is ready
const { send } = await import(`data:text/javascript,${encodeURIComponent(alone)}`);

globalThis.document = { cookie: "csrf=of-the-page" };
const answer = (status) => ({ status, json: async () => ({ app: "gtm" }) });

test("no request waits for ever, that for another token neither", async () => {
  const asked = [];
  globalThis.fetch = async (address, how) => {
    asked.push([address, how.method, how.signal instanceof AbortSignal]);
    return answer(403);
  };
  await send("/reunions/1/modifier/", "text");
  assert.deepEqual(asked, [
    ["/reunions/1/modifier/", "POST", true],
    ["/hors-ligne/", undefined, true],
    ["/reunions/1/modifier/", "POST", true],
  ]);
});

test("a network that loses all is a silence, and the text is sent once more after a token", async () => {
  let count = 0;
  globalThis.fetch = async (_, { method }) => {
    count++;
    if (method === "POST" && count === 1) return answer(403);
    throw new TypeError("lost");
  };
  assert.deepEqual([await send("/a/", "text"), count], [{ kind: "silent", answer: null }, 3]);
});
