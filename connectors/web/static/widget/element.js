// <backend-mentor title greeting prompts position lang dir theme human server open inline autofocus>
//
// Events: mentor:open, mentor:close, mentor:answer (detail: text, custom). Methods: open(), close(), ask(text).
const SCRIPT = document.currentScript;
const NEWS_MS = 1500; // the page comes first

const STYLE = new CSSStyleSheet(); // no style element: a strict policy of the page stays strict
STYLE.replaceSync(CSS);

// Ids in alphabetical order are in the order of time.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Date.now() + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class BackendMentor extends HTMLElement {
  static observedAttributes = ["open", "title", "greeting", "prompts"];

  connectedCallback() {
    if (!this.frame) this.build();
    this.heard = [
      [document, "visibilitychange", () => this.look(true)],
      [window, "online", () => this.look(true)],
      [window, "offline", () => (this.line.pause(), this.line.cut())],
      [window, "pagehide", () => this.leave(true)], // so that the browser may keep the page for "back"
      [window, "pageshow", () => this.leave(false)],
      [window, "storage", ({ key }) => { if (key === this.line.session.name) this.line.pause(), this.look(); }], // another tab began
      [visualViewport, "resize", () => this.frame.fit()],
    ];
    for (const [target, name, hear] of this.heard) target?.addEventListener(name, hear);
    this.resume();
    this.frame.show(this.isOpen);
    if (this.isOpen) this.look();
    else setTimeout(() => this.lookForNews(), NEWS_MS);
    if (this.isInline && this.hasAttribute("autofocus")) this.frame.field.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    for (const [target, name, hear] of this.heard) target?.removeEventListener(name, hear);
    this.look(true);
  }

  attributeChangedCallback(name, before, now) {
    if (!this.frame || before === now) return;
    if (name === "open" && (before === null) !== (now === null)) this.toggle(now !== null);
    if (name === "title") this.frame.name(this.name);
    if (name === "greeting" || name === "prompts") this.greet();
  }

  get isInline() {
    return this.hasAttribute("inline");
  }

  get isOpen() {
    return this.isInline || this.hasAttribute("open");
  }

  get name() {
    return this.getAttribute("title") || this.texts.title;
  }

  // -- What the page may call -----------------------------------------------------------------

  open() {
    this.setAttribute("open", "");
  }

  close() {
    this.removeAttribute("open");
  }

  ask(text) {
    const question = String(text).trim().slice(0, MAX_CHARACTERS);
    if (!question) return;
    this.open();
    this.send(newId(), question);
  }

  // -- The frame ------------------------------------------------------------------------------

  build() {
    const language = this.lang || document.documentElement.lang || navigator.language;
    const texts = this.texts = TEXTS[spoken(language)];
    const server = new URL(safeAddress(this.getAttribute("server") ?? SCRIPT?.src ?? "") ?? location.href).origin;
    this.line = new Line(server, this);
    this.seen = new Kept(`mentor-seen ${server}`);
    const human = this.wayToPerson();
    this.log = new Log({
      texts,
      human,
      ask: (text) => (this.frame.focusField(), this.ask(text)),
      judge: (...said) => this.line.judge(...said),
      retry: (id, text) => this.retry(id, text),
    });
    this.frame = new Frame(
      { texts, human, open: () => this.open(), close: () => this.close(), submit: (text) => this.ask(text) },
      { inline: this.isInline, lang: spoken(language), dir: this.dir || (RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr"), middle: [this.log.box, this.log.newer] },
    );
    this.attachShadow({ mode: "open" }).append(this.frame.root);
    this.shadowRoot.adoptedStyleSheets = [STYLE];
    this.frame.name(this.name);
    this.greet();
  }

  // An address of the page's own comes first, then the mentor's form, then the mentor's address.
  wayToPerson() {
    const { texts } = this;
    const address = this.getAttribute("human") || (HUMAN.form ? "" : HUMAN.address);
    const href = address && safeAddress(address, /^(https?|mailto|tel):$/);
    if (href) return () => element("a", { className: "human", href, ...(/^http/.test(href) && ELSEWHERE) }, texts.human);
    if (!HUMAN.form || this.hasAttribute("human")) return null;
    return () => element("button", { type: "button", className: "human", onclick: () => this.askHuman() }, texts.human);
  }

  askHuman() {
    this.open();
    this.request ??= humanForm(this.texts, (...asked) => this.line.askHuman(...asked), () => {
      this.request = null;
      this.frame.focusField();
    });
    this.log.place(this.request);
    this.request.querySelector("input").focus({ preventScroll: true });
  }

  greet() {
    const prompts = (this.getAttribute("prompts") ?? "").split("|").map((each) => each.trim()).filter(Boolean);
    this.log.greet(this.getAttribute("greeting"), prompts);
  }

  toggle(open) {
    if (this.isInline) return;
    const inside = this.shadowRoot.activeElement;
    if (open) this.before = document.activeElement === this ? null : document.activeElement;
    this.frame.show(open);
    this.frame.name(this.name);
    if (open) this.log.toEnd(), this.frame.focusField();
    else if (inside) this.returnFocus();
    this.look();
    this.dispatchEvent(new CustomEvent(open ? "mentor:open" : "mentor:close", { bubbles: true, composed: true }));
  }

  returnFocus() {
    const back = this.before?.isConnected && this.before !== document.body ? this.before : this.frame.launcher;
    back.focus();
  }

  // -- The conversation -----------------------------------------------------------------------

  // What could not be delivered, by an earlier page or before this one was left, goes out now.
  resume() {
    for (const [id, text] of this.line.waiting()) {
      if (!this.line.sending.has(id)) this.send(id, text);
    }
  }

  leave(isLeaving) {
    this.isLeaving = isLeaving;
    if (!isLeaving) this.resume();
    this.look(true);
  }

  // Listen where somebody is there to see it; `now` ends the pause between two attempts.
  look(now = false) {
    if (now) this.line.wake();
    if (this.isThere()) this.line.listen();
    else this.line.pause();
  }

  isThere() {
    const seen = this.isOpen && document.visibilityState === "visible";
    return this.isConnected && !this.isLeaving && (seen || this.isWaiting);
  }

  get isWaiting() {
    return this.log.pending.size > 0 || this.nOpen > 0;
  }

  // An answer that came while nobody was there is told at the closed button. A page where nobody
  // has asked anything yet sends nothing.
  async lookForNews() {
    const seen = this.seen.read();
    if (this.isOpen || !seen || !this.line.isKnown) return;
    const { messages } = await this.line.peek(seen).catch(() => ({ messages: [] }));
    if (!this.isOpen && messages.some(({ role }) => role === "mentor")) this.frame.name(this.name, this.texts.newer);
  }

  async send(id, text) {
    if (!this.log.asked.has(id)) this.log.ask(id, text);
    this.say();
    this.live = true;
    try {
      await this.line.ask(id, text);
    } catch (trouble) {
      this.reject(id, text, trouble);
    }
    this.say();
    this.look();
  }

  // What will never be taken is given back to the person, to be changed; other things wait.
  reject(id, text, trouble) {
    if (trouble.waitMs) return;
    this.log.pending.delete(id);
    this.log.mark(id, trouble.message || this.texts.refused, false);
    this.trouble = null;
    this.frame.giveBack(text);
    if (!trouble.status) console.error(trouble);
  }

  retry(id, text) {
    this.frame.focusField();
    if (this.log.pending.has(id)) return this.line.wake();
    this.log.mark(id, null);
    this.nOpen += 1;
    this.say();
    this.line.ask(id, text).catch((trouble) => this.reject(id, text, trouble)).finally(() => this.look());
  }

  received({ messages, open }) {
    const quietly = !this.live;
    this.live = true;
    this.log.add(messages, quietly);
    if (messages.length && this.isOpen) this.seen.write(messages.at(-1).n);
    this.nOpen = open.filter(({ state }) => state === "asked").length;
    for (const { id, state } of open) this.log.mark(id, state === "failed" ? this.texts.failed : null);
    this.say();
    if (!quietly) messages.filter(({ role }) => role === "mentor").forEach((each) => this.tell(each));
  }

  tell({ text, custom }) {
    this.dispatchEvent(new CustomEvent("mentor:answer", { detail: { text, custom }, bubbles: true, composed: true }));
  }

  troubled(trouble, id) {
    this.trouble = trouble;
    if (id) this.log.mark(id, this.wordsFor(trouble));
    if (!trouble) this.log.pending.forEach((_, each) => this.log.mark(each, null));
    this.say();
  }

  wordsFor(trouble) {
    return trouble.status === 429 ? this.texts.wait : this.texts.away;
  }

  say() {
    this.log.write(this.isWaiting && !this.trouble);
    this.frame.say(this.trouble ? this.wordsFor(this.trouble) : (this.isWaiting ? this.texts.typing : ""), Boolean(this.trouble));
  }
}

// The script's own tag becomes the element, unless the page has placed one itself.
function place() {
  if (!SCRIPT?.src || document.querySelector("backend-mentor")) return;
  const made = document.createElement("backend-mentor");
  for (const [name, value] of Object.entries(SCRIPT.dataset)) made.setAttribute(name, value);
  document.body.append(made);
}

if (!customElements.get("backend-mentor")) {
  customElements.define("backend-mentor", BackendMentor);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place, { once: true });
  else place();
}
