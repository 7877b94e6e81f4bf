// The life of the text in the page, as three tables: { state: { event: next state } }. Drawn in the
// README. Pure: saving.js tells what happens and does what each state asks for.

// What an answer makes of the text, whatever was before.
const ANSWERS = {
  saved: "rest",
  silent: "waiting", broken: "waiting", foreign: "waiting", // it may have arrived, or not
  conflict: "stopped", refused: "stopped", gone: "stopped",
  signedOut: "stoppedAway", otherAccount: "stoppedAway",
};

export const TABLES = {
  text: {
    rest: { typed: "typed", ...ANSWERS }, // the server has it
    typed: ANSWERS, // it is sent at its time
    waiting: ANSWERS, // the same is sent again, by itself
    stopped: ANSWERS, // until the person asks
    stoppedAway: ANSWERS, // until she asks or comes back to the page: she may have signed in meanwhile
  },
  // What is under way, one request at a time. « Again »: words typed meanwhile go next.
  round: {
    none: { due: "timed", asked: "asked" },
    timed: { due: "timedAgain", asked: "askedAgain", over: "none" },
    timedAgain: { sends: "timed", asked: "askedAgain", over: "none" },
    asked: { due: "askedAgain", asked: "askedAgain", conflict: "led", over: "none" },
    askedAgain: { sends: "asked", conflict: "led", over: "none" },
    led: { over: "none" }, // to the page that puts both texts together: she asked, so she is there
  },
  // Which tab writes, and whether the page goes: then the browser does not ask.
  tab: {
    writes: { yields: "reads", leaves: "writesLeaving" },
    writesLeaving: { yields: "readsLeaving", stays: "writes" },
    reads: { leaves: "readsLeaving" }, // starts nothing, and writes nothing when it goes
    readsLeaving: { stays: "reads" },
  },
};

export const START = { text: "rest", round: "none", tab: "writes" };

// An event that a row does not name changes nothing there.
export function after(state, event) {
  const next = ([table, at]) => [table, TABLES[table][at][event] || at];
  return Object.fromEntries(Object.entries(state).map(next));
}
