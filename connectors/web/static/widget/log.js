// The conversation as it is drawn. What the server has numbered comes in its order; questions that
// it does not have yet stand below.
const NEAR_END_PX = 60;

class Log {
  // `tools`: texts, ask(text), judge(n, helpful, comment), retry(id, text), human.
  constructor(tools) {
    this.tools = tools;
    this.pending = new Map(); // id -> drawn question without a number
    this.asked = new Map(); // id -> drawn question
    this.box = element("div", { className: "log", role: "log", tabIndex: 0, "aria-label": tools.texts.log });
    this.newer = element("button", { type: "button", className: "newer", hidden: true, onclick: () => this.toEnd() }, `${tools.texts.newer} ↓`);
    this.box.addEventListener("scroll", () => { if (this.isNearEnd()) this.newer.hidden = true; }, { passive: true });
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

  greet(text) {
    this.greeting?.remove();
    if (!text) return;
    this.greeting = answer({ text }, this.tools);
    this.box.prepend(this.greeting);
  }

  // Draw a question that the person has just asked.
  ask(id, text) {
    const drawn = this.question(id, text);
    this.pending.set(id, drawn);
    this.box.append(drawn);
    this.toEnd();
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
    let newest = null;
    for (const message of messages) {
      if (message.role === "person") this.number(message);
      else this.insert(newest = answer(message, this.tools));
    }
    if (quietly) this.toEnd();
    else if (newest && follow) this.box.scrollTop = newest.offsetTop - 8; // its beginning, however long it is
    else if (newest) this.newer.hidden = false;
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
    this.box.insertBefore(drawn, first ?? null);
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
