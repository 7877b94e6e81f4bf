// The tables of static/js/editor/states.js, without a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = (name) => readFileSync(new URL(`../../static/js/editor/${name}`, import.meta.url), "utf8");
// As a module, which Node would not take a file of this name for.
const { after, START, TABLES } = await import(`data:text/javascript,${encodeURIComponent(source("states.js"))}`);

const UNSURE = ["silent", "broken", "foreign"];
const REFUSED = ["conflict", "refused", "gone"];
const ELSEWHERE = ["signedOut", "otherAccount"];
const EVENTS = new Set(Object.values(TABLES).flatMap(Object.values).flatMap(Object.keys));

const all = (pattern, text) => [...text.matchAll(pattern)].map(([, word]) => word);
const heard = (events, state = START) => events.split(" ").reduce(after, state);

test("each row leads to states that are there, and each state can be reached", () => {
  const reached = new Set([JSON.stringify(START)]);
  for (const state of reached) for (const event of EVENTS) reached.add(JSON.stringify(after(JSON.parse(state), event)));
  for (const [table, rows] of Object.entries(TABLES)) {
    const states = new Set([...reached].map((state) => JSON.parse(state)[table]));
    assert.deepEqual([...states].sort(), Object.keys(rows).sort());
  }
});

test("what a row does not name changes nothing", () => {
  for (const [table, rows] of Object.entries(TABLES)) {
    for (const [at, row] of Object.entries(rows)) {
      for (const event of [...EVENTS, "unheard of"]) {
        if (!(event in row)) assert.equal(after({ ...START, [table]: at }, event)[table], at);
      }
    }
  }
});

test("every event that the scripts tell stands in a table", () => {
  const told = all(/heard\(([^)]*)\)/g, source("saving.js") + source("tabs.js")).flatMap((argument) => all(/"(\w+)"/g, argument));
  assert.deepEqual(told.filter((event) => !EVENTS.has(event)), []);
  assert.equal(new Set(told).size, 8);
});

test("every answer of the server stands in the table", () => {
  const post = source("post.js");
  const [kinds] = all(/const KINDS = (\{[^}]*\})/g, post);
  const [chosen] = all(/function kindOf(.*?\n\})/gs, post);
  const known = new Set([...all(/"(\w+)"/g, kinds + chosen), ...all(/kind: "(\w+)"/g, post)]);
  assert.deepEqual([...known].sort(), ["saved", ...UNSURE, ...REFUSED, ...ELSEWHERE].sort());
});

test("an answer means the same whatever was before", () => {
  const meanings = { rest: ["saved"], waiting: UNSURE, stopped: REFUSED, stoppedAway: ELSEWHERE };
  for (const text of Object.keys(TABLES.text)) {
    for (const [next, kinds] of Object.entries(meanings)) {
      for (const kind of kinds) assert.equal(after({ ...START, text }, kind).text, next);
    }
  }
});

test("a key wakes the timer, unless the next attempt is due already or the person is asked", () => {
  const texts = Object.keys(TABLES.text).map((text) => after({ ...START, text }, "typed").text);
  assert.deepEqual(texts, ["typed", "typed", "waiting", "stopped", "stoppedAway"]);
});

test("a conflict leads away only who asked for the save, also while the timer sends", () => {
  assert.equal(heard("typed due sends conflict").round, "timed");
  assert.equal(heard("typed asked sends conflict").round, "led");
  assert.equal(heard("typed due sends asked conflict").round, "led");
  assert.equal(heard("typed asked sends due conflict over").round, "none");
});

test("what is asked for meanwhile goes next, once; what the person asked for stays so", () => {
  assert.equal(heard("due sends due due").round, "timedAgain");
  assert.equal(heard("due sends due sends").round, "timed");
  assert.equal(heard("due sends due asked sends due").round, "askedAgain");
  assert.equal(heard("asked sends due sends").round, "asked");
  assert.equal(heard("asked sends asked").round, "askedAgain");
});

test("nothing is left of a round that is over", () => {
  for (const round of Object.keys(TABLES.round)) assert.equal(after({ ...START, round }, "over").round, "none");
});

test("a tab that gave way reads for good, also when it goes and comes back", () => {
  assert.equal(heard("yields stays").tab, "reads");
  assert.equal(heard("yields leaves").tab, "readsLeaving");
  assert.equal(heard("yields leaves stays").tab, "reads");
  assert.equal(heard("leaves yields stays").tab, "reads");
  assert.equal(heard("leaves stays").tab, "writes");
});
