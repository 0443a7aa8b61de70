// The line to the mentor: what is asked arrives once, what is replied comes once and in order, over
// lost connections, reloads, several tabs and restarts of the server.
//
// A question lies in localStorage under a key of its own until the server has it; the same id sent
// again is the same question. Replies are read by number, so none is missed: from a
// stream, or where something on the way holds streams back, by asking again and again.
const REQUEST_MS = 40000;
const SILENCE_MS = 15000; // the server sends a line every 5 s at least
const WAIT_SECONDS = 25;
const PAUSES_MS = [500, 1000, 2000, 4000, 8000];

function pauseOf(attempt) {
  return PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)];
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
    this.outbox = `mentor-outbox ${server} `;
    this.after = 0;
    this.listening = false;
    this.lost = false;
    this.streams = typeof TextDecoderStream === "function";
    this.sending = new Set(); // ids
    this.sleepers = new Set();
    this.sent = new Set(); // what cuts each request that is on its way
    this.last = Promise.resolve();
  }

  get isKnown() {
    return Boolean(this.session.read());
  }

  // What is still to be sent, in the order in which it was asked: [id, text] each.
  waiting() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.outbox)).sort()
        .map((key) => [key.slice(this.outbox.length), JSON.parse(localStorage[key])]);
    } catch {
      return [];
    }
  }

  put(id, text) {
    new Kept(this.outbox + id).write(text);
  }

  // One after the other, so that questions arrive in the order in which they were asked.
  ask(id, text) {
    this.put(id, text);
    this.sending.add(id);
    const sent = this.last.then(() => this.deliver(id, text)).finally(() => this.sending.delete(id));
    this.last = sent.catch(() => {});
    return sent;
  }

  // Resolve when the server has the question; reject where it will never take it, or nobody is there.
  async deliver(id, text) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const view = await this.request("/chat/messages", { id, text });
        this.put(id, null);
        this.listener.troubled(null);
        return this.take(view);
      } catch (trouble) {
        if (!trouble.waitMs) this.put(id, null);
        if (!trouble.waitMs || !this.listener.isThere()) throw trouble;
        this.listener.troubled(trouble, id);
        await this.sleep(Math.max(trouble.waitMs, pauseOf(attempt)));
      }
    }
  }

  judge(n, helpful, comment) {
    return this.request("/chat/feedback", { n, helpful, comment });
  }

  askHuman(id, contact, message) {
    return this.request("/chat/human", { id, contact, message, page: location.href });
  }

  // What came after a number, without taking it.
  peek(after) {
    return this.request(`/chat/messages?after=${after}`);
  }

  // Read what is new, again and again, as long as the listener is there to see it. Who is soon sent
  // away without anything new comes back ever later: the server ends, or other tabs listen.
  async listen() {
    if (this.listening) return;
    this.listening = true;
    for (let attempt = 0, brief = 0; this.isKnown && this.listener.isThere();) {
      const began = Date.now();
      try {
        const isNew = await (this.streams ? this.stream() : this.poll(attempt ? 0 : WAIT_SECONDS));
        this.found();
        attempt = 0;
        brief = isNew || Date.now() - began > SILENCE_MS ? 0 : brief + 1;
        if (brief) await this.sleep(pauseOf(brief - 1));
      } catch (trouble) {
        if (trouble === PAUSED) continue;
        if (!trouble.waitMs) break;
        if (attempt) this.listener.troubled(trouble), this.lost = true;
        await this.sleep(Math.max(trouble.waitMs, pauseOf(attempt)));
        attempt += 1;
      }
    }
    this.listening = false;
  }

  // The mentor answers again: what waits to be sent goes out now.
  found() {
    if (!this.lost) return;
    this.lost = false;
    this.listener.troubled(null);
    this.cut();
    this.wake();
  }

  async poll(wait) {
    const view = await this.request(`/chat/messages?wait=${wait}&after=*`);
    this.take(view);
    return view.messages.length;
  }

  // Read until the stream ends, the server falls silent, or nobody is there any more.
  async stream() {
    const control = this.control = new AbortController();
    let timer;
    let heard = false;
    const listenOn = () => (clearTimeout(timer), timer = setTimeout(() => control.abort(), SILENCE_MS));
    try {
      listenOn();
      const { body } = await this.open("/chat/stream?after=*", undefined, control.signal);
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (let left = ""; ;) {
        const { done, value } = await reader.read();
        if (done) return;
        listenOn();
        heard = true;
        this.found();
        const lines = (left + value).split("\n");
        left = lines.pop();
        for (const line of lines) if (line) this.take(JSON.parse(line));
      }
    } catch (trouble) {
      if (control.signal.reason === PAUSED) throw PAUSED;
      if (control.signal.aborted && !heard) this.streams = false;
      throw trouble instanceof Trouble ? trouble : new Trouble(0, "", PAUSES_MS[0]);
    } finally {
      clearTimeout(timer);
    }
  }

  // Let the stream go: nobody is there, or the network went away.
  pause() {
    this.control?.abort(PAUSED);
  }

  // What the server says arrives in any order of requests; only what is new is passed on.
  take(view) {
    const fresh = view.messages.filter(({ n }) => n > this.after);
    if (fresh.length) this.after = fresh.at(-1).n;
    this.listener.received({ messages: fresh, open: view.open });
  }

  // Requests that were on their way when the network went may hang for long: they go again.
  cut() {
    this.sent.forEach((control) => control.abort());
  }

  request(path, body) {
    return this.timed(async (signal) => (await this.open(path, body, signal)).json());
  }

  async timed(send) {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), REQUEST_MS);
    this.sent.add(control);
    try {
      return await send(control.signal);
    } catch (trouble) {
      throw trouble instanceof Trouble ? trouble : new Trouble(0, "", PAUSES_MS[0]);
    } finally {
      clearTimeout(timer);
      this.sent.delete(control);
    }
  }

  // Send a request in the visitor's name; a name that the mentor does not know any more is renewed.
  async open(path, body, signal) {
    if (!this.isKnown) await this.begin(null);
    const session = this.session.read();
    try {
      return await this.call(path, body, signal);
    } catch (trouble) {
      if (trouble.status !== 401) throw trouble;
      if (this.session.read() === session) await this.begin(session);
      this.pause(); // a stream of the old name
      return this.call(path, body, signal);
    }
  }

  // One session for the whole site, in the place of `before`, also where two first questions meet.
  async begin(before) {
    this.beginning ??= this.timed(async (signal) => (await this.call("/chat/session", {}, signal)).json())
      .then(({ session }) => agreeOn(session, before, this.session.name).catch(() => session))
      .then((session) => { if (this.session.read() === before) this.session.write(session); })
      .finally(() => { this.beginning = null; });
    await this.beginning;
  }

  // What is after the newest message that was read of the visitor's conversation is `after=*`.
  async call(path, body, signal) {
    const session = this.session.read();
    if (session !== this.reading) this.reading = session, this.after = 0;
    const headers = { "Content-Type": "application/json" };
    if (session) headers.Authorization = `Bearer ${session}`;
    const method = body ? "POST" : "GET";
    const sent = body && JSON.stringify({ ...body, after: this.after });
    const options = { method, headers, body: sent, credentials: "omit", cache: "no-store", signal };
    const response = await fetch(this.server + path.replace("*", this.after), options).catch(() => { throw new Trouble(0, "", PAUSES_MS[0]); });
    if (response.ok) return response;
    const { error = "" } = await response.json().catch(() => ({}));
    const waitMs = 1000 * Number(response.headers.get("Retry-After")) || (response.status >= 500 ? 2000 : 0);
    throw new Trouble(response.status, error, waitMs);
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

const PAUSED = Symbol("paused");
