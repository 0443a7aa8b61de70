// What stands around the conversation: the button, the panel with its heading, the field to write in.
const MAX_CHARACTERS = 4000;
const SMALL = "(max-width: 30rem), (max-height: 25rem)"; // as in the style: the panel takes the screen
const STOPS = "a[href], button, textarea, input, summary, [tabindex='0']";

class Frame {
  // `tools`: texts, open(), close(), submit(text), human (a function that draws the way to a person).
  constructor(tools, { inline, lang, dir, middle }) {
    this.tools = tools;
    this.inline = inline;
    this.heading = element("h2", { id: "title" });
    this.status = element("div", { className: "status unseen", role: "status" });
    this.launcher = this.drawLauncher();
    this.panel = element("section", { className: "panel", role: inline ? "region" : "dialog", "aria-labelledby": "title", tabIndex: -1 },
      this.drawHeader(), ...middle, this.status, this.drawForm());
    this.panel.addEventListener("keydown", (event) => this.onKey(event));
    // `title` would show on hover all over the conversation: the host's own is covered by an empty one.
    this.root = element("div", { className: "frame", lang, dir, title: "" }, inline ? null : this.launcher, this.panel);
  }

  drawLauncher() {
    return element("button", {
      type: "button", className: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.tools.open(),
    }, icon(ICONS.chat));
  }

  drawHeader() {
    const { texts, human, close } = this.tools;
    return element("header", {}, element("span", { className: "mark" }, icon(ICONS.chat)), this.heading, human?.(),
      this.inline ? null : element("button", { type: "button", className: "close", "aria-label": texts.close, onclick: close }, icon(ICONS.close)));
  }

  drawForm() {
    const { texts } = this.tools;
    this.field = element("textarea", {
      id: "message", rows: 1, maxLength: MAX_CHARACTERS, autocomplete: "off", placeholder: texts.hint, dir: "auto",
      enterKeyHint: "send", "aria-describedby": "keys",
    });
    const form = element("form", { className: "composer" },
      element("label", { htmlFor: "message", className: "unseen" }, texts.field), this.field,
      element("button", { type: "submit", "aria-label": texts.send }, icon(ICONS.send)), element("p", { id: "keys", className: "unseen" }, texts.keys));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.onSubmit(event);
    });
    return form;
  }

  // `news`: what waits behind the closed button, in words; "" for nothing.
  name(title, news = "") {
    this.heading.textContent = title;
    this.launcher.setAttribute("aria-label", news ? `${title}, ${news}` : title);
    this.launcher.classList.toggle("news", Boolean(news));
  }

  show(open) {
    this.panel.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute("aria-expanded", String(open));
    this.fit();
  }

  // Say how things stand: what is the matter is shown, that the mentor writes is seen in the log.
  say(words, isTrouble) {
    if (this.status.textContent !== words) this.status.textContent = words;
    this.status.classList.toggle("unseen", !isTrouble);
  }

  // On a touch screen the field would bring up the keyboard over the answer: only a tap does.
  focusField() {
    (matchMedia("(pointer: coarse)").matches ? this.panel : this.field).focus({ preventScroll: true });
  }

  get isFull() {
    return !this.inline && matchMedia(SMALL).matches;
  }

  // The part of a phone's screen that its keyboard leaves; what a person has zoomed in on stays.
  fit() {
    if (this.inline) return;
    this.panel.setAttribute("aria-modal", String(this.isFull));
    if (visualViewport?.scale === 1) this.panel.style.setProperty("--visible", `${Math.floor(visualViewport.height)}px`);
  }

  onKey(event) {
    if (event.key === "Escape" && !this.inline && !event.isComposing) {
      event.stopPropagation();
      this.tools.close();
    } else if (event.key === "Tab" && this.isFull) {
      this.keepFocus(event);
    }
  }

  keepFocus(event) {
    const stops = [...this.panel.querySelectorAll(STOPS)].filter((each) => each.checkVisibility?.() ?? each.offsetParent);
    const now = this.panel.getRootNode().activeElement;
    const to = event.shiftKey ? (now === stops[0] || now === this.panel) && stops.at(-1)
      : (now === stops.at(-1) || now === this.panel) && stops[0];
    if (to) event.preventDefault(), to.focus();
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
    this.tools.submit(text);
  }

  // Give a text back to be changed, unless the person has begun another.
  giveBack(text) {
    if (!this.field.value) this.field.value = text, this.grow();
  }
}
