// The way to the server, and what can happen on it.

const PORTAL = "<!doctype html><html><body><h1>Bienvenue sur le réseau de l’hôtel</h1></body></html>";
const HTML = { "content-type": "text/html" };

// Answers that are not ours; some look as if they were.
const FOREIGN = [
  { status: 200, body: PORTAL },
  { status: 200, body: '{"version": 2, "saved_at": "2026-03-02T08:00:00+00:00"}' },
  { status: 401, body: PORTAL },
  { status: 404, body: PORTAL },
  { status: 409, body: '{"conflict": "/login"}' },
  { status: 422, body: PORTAL },
  { status: 511, body: PORTAL },
  { status: 403, body: PORTAL },
  { status: 302, body: PORTAL },
];
const BROKEN = [500, 502, 503, 504, 429].map((status) => ({ status, body: "<h1>Error</h1>" }));

// What may become of one request; `bad` weighs against « fair ».
const FATES = {
  refused: 2, // nothing arrives, at once
  lost: 2, // nothing arrives, nothing is heard
  answerLost: 3, // arrives; the connection breaks before the answer
  deaf: 1, // arrives; nothing is heard
  early: 3, // the connection breaks, and the request arrives afterwards
  twice: 3, // a proxy sends it again, later
  twiceLate: 2, // the same, and it is the second answer that is heard
  truncated: 1,
  foreign: 2, // a captive portal in between
  masked: 1, // arrives; the portal answers in its place
  proxy: 1, // a proxy has no server behind it
  proxyLate: 1, // arrives; the proxy has waited too long
};

export class Network {
  constructor(world, server) {
    Object.assign(this, { world, server, chance: world.chance, downUntil: 0 });
    this.travelling = []; // requests that left and have not arrived
    this.crash = null; // the next request dies at this statement
    this.crashed = 0;
  }

  get isDown() {
    return this.world.now < this.downUntil;
  }

  delay({ network }) {
    return network.isSlow ? this.chance.between(500, 40_000) : this.chance.between(15, 400);
  }

  fateOf({ network }) {
    if (network.isCut) return "refused";
    if (network.isPortal) return this.chance.is(0.3) ? "masked" : "foreign";
    return this.chance.is(network.bad) ? this.chance.weighted(FATES) : "fair";
  }

  // `heard(answer)`: { status, body, … }, or null when the connection broke.
  send(tab, request, heard) {
    const { world, chance, server } = this;
    const { device } = tab;
    const fate = this.fateOf(device);
    server.leaves(request, device);
    const letter = { ...request, device: device.name, fate };
    const there = this.delay(device);
    const back = this.delay(device);
    world.note(tab.name, request.method, server.told(request), fate);
    const arrive = (delay, then) => {
      const travel = { letter, device };
      this.travelling.push(travel);
      travel.then = then;
      travel.event = world.at(delay, () => this.arrive(travel));
    };
    const answer = (delay, found) => world.at(delay, () => heard(found));
    const nothing = () => null;
    const breaks = (delay) => answer(delay, null);
    ({
      fair: () => arrive(there, (found) => answer(back, found)),
      refused: () => breaks(chance.between(1, 300)),
      lost: nothing,
      answerLost: () => arrive(there, () => breaks(back)),
      deaf: () => arrive(there, nothing),
      early: () => {
        breaks(chance.between(10, 3_000));
        arrive(chance.between(3_000, 90_000), nothing);
      },
      twice: () => {
        arrive(there, (found) => answer(back, found));
        arrive(there + chance.between(0, 60_000), nothing);
      },
      twiceLate: () => {
        arrive(there, nothing);
        arrive(there + chance.between(0, 20_000), (found) => answer(back, found));
      },
      truncated: () => arrive(there, (found) => answer(back, found && { ...found, body: found.body.slice(0, Math.floor(found.body.length * chance.next())), isCut: true })),
      foreign: () => answer(there, { ...chance.of(FOREIGN), headers: HTML }),
      masked: () => arrive(there, () => answer(back, { ...chance.of(FOREIGN), headers: HTML })),
      proxy: () => answer(there, { ...chance.of(BROKEN), headers: HTML }),
      proxyLate: () => arrive(there, () => answer(back, { ...chance.of(BROKEN), headers: HTML })),
    })[fate]();
  }

  // At the server. Now and then another one is served in the middle of this one, as with two workers.
  arrive(travel) {
    const { world, server, chance } = this;
    this.leave(travel);
    if (this.isDown) return travel.then(null);
    const letter = { ...travel.letter };
    const isSave = letter.method === "POST";
    const dies = isSave && this.crash !== null;
    if (dies) [letter.crash, this.crash] = [this.crash, null];
    const others = isSave && !dies && this.travelling.filter((each) => each.letter.method === "POST" && each.letter.body !== letter.body);
    const within = others && others.length && chance.is(0.5) ? chance.of(others) : null;
    if (within) {
      within.event.isOff = true;
      this.leave(within);
      letter.within = within.letter;
    }
    const found = server.ask(letter, world.clock);
    if (found.crashed) {
      this.crashed++;
      this.downUntil = world.now + chance.between(200, 8_000);
      world.note(`server dies at statement ${letter.crash}`);
      return travel.then(null);
    }
    if (within) within.then(found.within);
    travel.then(found);
  }

  leave(travel) {
    this.travelling.splice(this.travelling.indexOf(travel), 1);
  }
}
