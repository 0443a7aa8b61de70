// <backend-mentor title greeting position lang dir theme human server open inline autofocus>
//
// Events: mentor:open, mentor:close, mentor:answer (detail: text, custom). Methods: open(), close(), ask(text).
const SCRIPT = document.currentScript;
const MAX_CHARACTERS = 4000;
const SMALL = "(max-width: 30rem), (max-height: 25rem)"; // as in the style: the panel takes the screen

const STYLE = new CSSStyleSheet(); // no style element: a strict policy of the page stays strict
STYLE.replaceSync(CSS);

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class BackendMentor extends HTMLElement {
  static observedAttributes = ["open", "title", "greeting"];

  connectedCallback() {
    if (!this.panel) this.build();
    this.onSight = () => this.look();
    this.onOnline = () => this.line.wake();
    this.onResize = () => this.fit();
    document.addEventListener("visibilitychange", this.onSight);
    addEventListener("online", this.onOnline);
    visualViewport?.addEventListener("resize", this.onResize);
    this.resume();
    this.show(this.isOpen);
    if (this.isInline && this.hasAttribute("autofocus")) this.field.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.onSight);
    removeEventListener("online", this.onOnline);
    visualViewport?.removeEventListener("resize", this.onResize);
    this.line.wake();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.panel || before === now) return;
    if (name === "open" && (before === null) !== (now === null)) this.toggle(now !== null);
    if (name === "title") this.name();
    if (name === "greeting") this.log.greet(now);
  }

  get isInline() {
    return this.hasAttribute("inline");
  }

  get isOpen() {
    return this.isInline || this.hasAttribute("open");
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
    const texts = this.texts = textsOf(language);
    const server = safeAddress(this.getAttribute("server") ?? SCRIPT?.src ?? location.href);
    const human = safeAddress(this.getAttribute("human") ?? "", /^(https?|mailto|tel):$/);
    this.line = new Line(new URL(server ?? location.href).origin, this);
    this.log = new Log({
      texts,
      human: this.hasAttribute("human") ? human : null,
      ask: (text) => (this.focusField(), this.ask(text)),
      judge: (...said) => this.line.judge(...said),
      retry: (id, text) => this.retry(id, text),
    });
    this.frame = element("div", { className: "frame", dir: this.dir || (RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr"), title: "" });
    this.heading = element("h2", { id: "title" });
    this.status = element("div", { className: "status", role: "status" });
    this.launcher = element("button", {
      type: "button", className: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.open(),
    }, icon(ICONS.chat));
    this.panel = element("section", { className: "panel", role: this.isInline ? "region" : "dialog", "aria-labelledby": "title", tabIndex: -1 },
      element("header", {}, this.heading, this.log.tools.human && element("a", { className: "human", href: human }, texts.human),
        this.isInline ? null : element("button", { type: "button", className: "close", "aria-label": texts.close, onclick: () => this.close() }, icon(ICONS.close))),
      this.log.box, this.log.newer, this.status, this.form());
    this.panel.addEventListener("keydown", (event) => this.onKey(event));
    this.frame.append(this.isInline ? "" : this.launcher, this.panel);
    this.attachShadow({ mode: "open" }).append(this.frame);
    this.shadowRoot.adoptedStyleSheets = [STYLE];
    this.log.greet(this.getAttribute("greeting"));
    this.name();
  }

  form() {
    const { texts } = this;
    this.field = element("textarea", {
      id: "message", rows: 1, maxLength: MAX_CHARACTERS, autocomplete: "off", placeholder: texts.hint, dir: "auto",
      enterKeyHint: "send", "aria-describedby": "keys",
    });
    const form = element("form", {}, element("label", { htmlFor: "message", className: "unseen" }, texts.field), this.field,
      element("button", { type: "submit", "aria-label": texts.send }, icon(ICONS.send)), element("p", { id: "keys", className: "unseen" }, texts.keys));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.onSubmit(event);
    });
    return form;
  }

  name() {
    const name = this.getAttribute("title") || this.texts.title;
    this.heading.textContent = name;
    this.launcher.setAttribute("aria-label", name);
  }

  toggle(open) {
    if (this.isInline) return;
    const inside = this.shadowRoot.activeElement;
    if (open) this.before = document.activeElement === this ? null : document.activeElement;
    this.show(open);
    if (open) this.focusField();
    else if (inside) this.returnFocus();
    this.dispatchEvent(new CustomEvent(open ? "mentor:open" : "mentor:close", { bubbles: true, composed: true }));
  }

  show(open) {
    this.panel.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute("aria-expanded", String(open));
    this.fit();
    if (open) this.look();
    if (open) this.log.toEnd();
  }

  returnFocus() {
    const back = this.before?.isConnected && this.before !== document.body ? this.before : this.launcher;
    back.focus();
  }

  // On a touch screen the field would bring up the keyboard over the answer: only a tap does.
  focusField() {
    (matchMedia("(pointer: coarse)").matches ? this.panel : this.field).focus({ preventScroll: true });
  }

  get isFull() {
    return !this.isInline && matchMedia(SMALL).matches;
  }

  // The part of a phone's screen that its keyboard leaves.
  fit() {
    if (this.isInline) return;
    this.panel.setAttribute("aria-modal", String(this.isFull));
    if (visualViewport) this.panel.style.setProperty("--visible", `${Math.floor(visualViewport.height)}px`);
  }

  onKey(event) {
    if (event.key === "Escape" && !this.isInline && !event.isComposing) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && this.isFull) {
      this.keepFocus(event);
    }
  }

  keepFocus(event) {
    const stops = [...this.panel.querySelectorAll("a[href], button, textarea, input, summary, [tabindex='0']")]
      .filter((each) => each.checkVisibility?.() ?? each.offsetParent);
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    const now = this.shadowRoot.activeElement;
    if (now === from || now === this.panel) event.preventDefault(), (now === this.panel && !event.shiftKey ? stops[0] : to).focus();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  onSubmit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.grow();
    this.ask(text);
  }

  // -- The conversation -----------------------------------------------------------------------

  // What an earlier page could not deliver goes out now.
  resume() {
    for (const [id, text] of Object.entries(this.line.waiting())) {
      if (!this.log.asked.has(id)) this.send(id, text);
    }
  }

  look() {
    if (this.isThere()) this.line.listen();
  }

  isThere() {
    const seen = this.isOpen && document.visibilityState === "visible";
    return this.isConnected && (seen || this.isWaiting);
  }

  get isWaiting() {
    return this.log.pending.size > 0 || this.nOpen > 0;
  }

  async send(id, text) {
    this.log.ask(id, text);
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

  // What will never be taken is given back to the person, to be changed.
  reject(id, text, trouble) {
    this.log.pending.delete(id);
    this.log.mark(id, trouble.message || this.texts.refused, false);
    this.trouble = null;
    if (!this.field.value) this.field.value = text;
    if (!trouble.status) console.error(trouble);
  }

  retry(id, text) {
    this.focusField();
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
    if (id) this.log.mark(id, this.trouble?.status === 429 ? this.texts.wait : this.texts.away);
    if (!trouble) this.log.pending.forEach((_, each) => this.log.mark(each, null));
    this.say();
  }

  say() {
    const words = this.trouble
      ? (this.trouble.status === 429 ? this.texts.wait : this.texts.away)
      : (this.isWaiting ? this.texts.typing : "");
    if (this.status.textContent !== words) this.status.textContent = words;
    this.status.classList.toggle("on", Boolean(words));
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
