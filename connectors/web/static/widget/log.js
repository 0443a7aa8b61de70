// The conversation as it is drawn. What the server has numbered comes in its order; questions that
// it does not have yet stand below.
const NEAR_END_PX = 60;

class Log {
  // `tools`: texts, ask(text), judge(n, helpful, comment), retry(id, text), human (or null).
  constructor(tools) {
    const { texts } = tools;
    this.tools = tools;
    this.pending = new Map(); // id -> drawn question without a number
    this.asked = new Map(); // id -> drawn question
    this.writing = element("div", { className: "message writing", hidden: true, "aria-hidden": "true" }, element("i"), element("i"), element("i"));
    this.box = element("div", { className: "log", role: "log", tabIndex: 0, "aria-label": texts.log }, this.writing);
    this.newer = element("button", { type: "button", className: "newer", hidden: true, onclick: () => this.toEnd() }, `${texts.newer} ↓`);
    this.box.addEventListener("scroll", () => { if (this.isNearEnd()) this.newer.hidden = true; }, { passive: true });
    this.box.addEventListener("mentor-grown", ({ target }) => this.reveal(target));
  }

  isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  // Never `scrollIntoView`: it would move the page around the widget as well.
  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.newer.hidden = true;
  }

  // Scroll as little as shows all of it, its beginning before its end.
  reveal(drawn) {
    const [mine, its] = [this.box.getBoundingClientRect(), drawn.getBoundingClientRect()];
    const below = its.bottom - mine.bottom + 12;
    if (below > 0) this.box.scrollTop += Math.min(below, its.top - mine.top - 8);
  }

  greet(text, prompts) {
    this.greeting?.remove();
    if (!text && !prompts.length) return;
    this.greeting = answer({ text: text ?? "", custom: { suggestions: prompts } }, this.tools);
    this.box.prepend(this.greeting);
  }

  // Draw a question that the person has just asked.
  ask(id, text) {
    const drawn = this.question(id, text);
    this.pending.set(id, drawn);
    this.place(drawn);
  }

  place(drawn) {
    this.box.insertBefore(drawn, this.writing);
    this.toEnd();
  }

  // Show that the mentor writes, or that it does not.
  write(isWriting) {
    const follow = this.isNearEnd();
    this.writing.hidden = !isWriting;
    if (isWriting && follow) this.toEnd();
  }

  question(id, text) {
    const { texts } = this.tools;
    const drawn = element("div", { className: "message mine" },
      unseen(texts.you), element("div", { className: "text", dir: "auto" }, text));
    drawn.dataset.text = text;
    this.asked.set(id, drawn);
    return drawn;
  }

  // Draw numbered messages. `quietly` what was there before: it is not announced.
  add(messages, quietly) {
    if (!messages.length) return;
    const follow = this.isNearEnd();
    this.box.setAttribute("aria-live", quietly ? "off" : "polite");
    let newest;
    let first = null; // of the new answers: they are read from its beginning
    for (const message of messages) {
      if (message.role === "person") this.number(message);
      else this.insert(newest = answer(message, this.tools)), first ??= newest;
    }
    if (quietly) this.toEnd();
    else if (first && follow) this.box.scrollTop = first.offsetTop - 8;
    else if (first) this.newer.hidden = false;
    if (quietly) requestAnimationFrame(() => requestAnimationFrame(() => this.box.setAttribute("aria-live", "polite")));
  }

  number({ id, text }) {
    const drawn = this.asked.get(id) ?? this.question(id, text);
    this.pending.delete(id);
    if (!drawn.isConnected || this.pending.size) this.insert(drawn);
    this.mark(id, null);
  }

  insert(drawn) {
    const [first] = this.pending.values();
    this.box.insertBefore(drawn, first ?? this.writing);
  }

  // Say below a question what is the matter with it, and let the person try again; null: nothing.
  mark(id, sentence, again = true) {
    const drawn = this.asked.get(id);
    if (!drawn || (drawn.lastChild.className === "note" && drawn.lastChild.dataset.sentence === sentence)) return;
    drawn.classList.toggle("failed", sentence !== null);
    drawn.querySelector(".note")?.remove();
    if (sentence === null) return;
    const follow = this.isNearEnd();
    const note = element("div", { className: "note" }, element("span", {}, sentence));
    note.dataset.sentence = sentence;
    const retry = () => this.tools.retry(id, drawn.dataset.text);
    if (again) note.append(" ", element("button", { type: "button", onclick: retry }, this.tools.texts.again));
    drawn.append(note);
    if (follow) this.toEnd();
  }
}
