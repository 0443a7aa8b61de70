// The line to the mentor: what is asked arrives once, what is replied comes once and in order, over
// lost connections, reloads, several tabs and restarts of the server.
//
// A question lies in the outbox (localStorage) under an id of its own until the server has it; the
// same id sent again is the same question. Replies are read by number, so none is missed.
const REQUEST_MS = 40000;
const WAIT_SECONDS = 25;
const PAUSES_MS = [500, 1000, 2000, 4000, 8000];

function pauseOf(attempt) {
  return PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)];
}

// Values that outlive the page where the browser lets them; else they live as long as the page.
class Kept {
  constructor(name) {
    this.name = name;
    this.value = null;
  }
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? this.value;
    } catch {
      return this.value;
    }
  }
  write(value) {
    this.value = value;
    try {
      if (value === null) localStorage.removeItem(this.name);
      else localStorage.setItem(this.name, JSON.stringify(value));
    } catch { /* private mode: the value above serves */ }
  }
}

// A failed request. `waitMs` says when to try again; without it trying again cannot help.
class Trouble extends Error {
  constructor(status, sentence, waitMs) {
    super(sentence);
    this.status = status;
    this.waitMs = waitMs;
  }
}

class Line {
  // `listener` has isThere(), received(view) and troubled(trouble or null, id of the question).
  constructor(server, listener) {
    this.server = server;
    this.listener = listener;
    this.session = new Kept(`mentor-session ${server}`);
    this.outbox = new Kept(`mentor-outbox ${server}`);
    this.after = 0;
    this.listening = false;
    this.sleepers = new Set();
    this.last = Promise.resolve();
  }

  get isKnown() {
    return Boolean(this.session.read());
  }

  waiting() {
    return this.outbox.read() ?? {};
  }

  async ask(id, text) {
    this.outbox.write({ ...this.waiting(), [id]: text });
    return this.send(id, text);
  }

  // One after the other, so that questions arrive in the order in which they were asked.
  send(id, text) {
    const sent = this.last.then(() => this.deliver(id, text));
    this.last = sent.catch(() => {});
    return sent;
  }

  // Resolve when the server has the question; reject where it will never take it.
  async deliver(id, text) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const view = await this.request("/chat/messages", { id, text, after: this.after });
        this.drop(id);
        this.listener.troubled(null);
        return this.take(view);
      } catch (trouble) {
        if (!trouble.waitMs) this.drop(id);
        if (!trouble.waitMs || !this.listener.isThere()) throw trouble;
        this.listener.troubled(trouble, id);
        await this.sleep(Math.max(trouble.waitMs, pauseOf(attempt)));
      }
    }
  }

  drop(id) {
    const { [id]: _, ...left } = this.waiting();
    this.outbox.write(Object.keys(left).length ? left : null);
  }

  async judge(n, helpful, comment) {
    await this.request("/chat/feedback", { n, helpful, comment });
  }

  // Read what is new, again and again, as long as the listener is there to see it.
  async listen() {
    if (this.listening) return;
    this.listening = true;
    for (let attempt = 0, wait = 0; this.isKnown && this.listener.isThere();) {
      try {
        const began = Date.now();
        this.take(await this.request(`/chat/messages?after=${this.after}&wait=${wait}`));
        if (wait && Date.now() - began < PAUSES_MS[0]) await this.sleep(PAUSES_MS[0]); // a server that ends
        if (attempt) this.listener.troubled(null);
        attempt = 0;
        wait = WAIT_SECONDS;
      } catch (trouble) {
        if (!trouble.waitMs) break;
        if (attempt) this.listener.troubled(trouble);
        await this.sleep(Math.max(trouble.waitMs, pauseOf(attempt)));
        attempt += 1;
      }
    }
    this.listening = false;
  }

  // What the server says arrives in any order of requests; only what is new is passed on.
  take(view) {
    const fresh = view.messages.filter(({ n }) => n > this.after);
    if (fresh.length) this.after = fresh.at(-1).n;
    this.listener.received({ messages: fresh, open: view.open });
  }

  async request(path, body) {
    if (!this.isKnown) await this.begin();
    try {
      return await this.call(path, body);
    } catch (trouble) {
      if (trouble.status !== 401) throw trouble;
      this.session.write(null); // the mentor has another secret now: begin anew
      this.after = 0;
      await this.begin();
      return this.call(path, body && { ...body, ...("after" in body && { after: 0 }) });
    }
  }

  // One session for the whole site, also where two first questions meet.
  async begin() {
    this.beginning ??= this.call("/chat/session", {}).then(({ session }) => {
      if (!this.isKnown) this.session.write(session);
    }).finally(() => { this.beginning = null; });
    await this.beginning;
  }

  async call(path, body) {
    const headers = { "Content-Type": "application/json" };
    if (this.isKnown) headers.Authorization = `Bearer ${this.session.read()}`;
    let response;
    let content;
    try {
      response = await fetch(this.server + path, {
        method: body ? "POST" : "GET",
        headers,
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(REQUEST_MS),
      });
      content = await response.json();
    } catch {
      throw new Trouble(0, "", PAUSES_MS[0]);
    }
    if (response.ok) return content;
    const waitMs = 1000 * Number(response.headers.get("Retry-After")) || (response.status >= 500 ? 2000 : 0);
    throw new Trouble(response.status, content.error ?? "", waitMs);
  }

  sleep(ms) {
    return new Promise((resolve) => {
      const wake = () => (clearTimeout(timer), this.sleepers.delete(wake), resolve());
      const timer = setTimeout(wake, ms);
      this.sleepers.add(wake);
    });
  }

  // Try now, because the network is back or the person says so.
  wake() {
    this.sleepers.forEach((wake) => wake());
  }
}
