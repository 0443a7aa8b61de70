// One answer: its text, sources that unfold, what to ask next, and whether it helped.
const FRAGMENT_WORDS = 5;

// The address of the very sentence: browsers scroll to it and mark it.
function fragmentAddress(url, quote) {
  const words = (quote ?? "").split("\n")[0].trim().split(/\s+/);
  if (!words[0] || url.includes(":~:")) return url;
  const encode = (some) => encodeURIComponent(some.join(" ")).replaceAll("-", "%2D");
  const ends = [words.slice(0, FRAGMENT_WORDS), words.slice(-FRAGMENT_WORDS)];
  const directive = words.length > 2 * FRAGMENT_WORDS ? ends.map(encode).join(",") : encode(words);
  return `${url}${url.includes("#") ? "" : "#"}:~:text=${directive}`;
}

function source({ title, section, url, quote }, texts) {
  const name = [title, section].filter(Boolean).join(" › ").replaceAll(" > ", " › ");
  const folded = element("details", { className: "source" }, element("summary", {}, `${texts.source}: ${name}`));
  if (quote) folded.append(element("blockquote", { dir: "auto" }, quote));
  const address = url && safeAddress(url);
  if (address) folded.append(link(fragmentAddress(address, quote), texts.open, unseen(` ${texts.window}`)));
  folded.addEventListener("toggle", () => { if (folded.open) grown(folded); });
  return folded;
}

// Tell the conversation that a part of it has grown, so that it is scrolled into sight.
function grown(part) {
  part.dispatchEvent(new CustomEvent("mentor-grown", { bubbles: true }));
}

// After an answer they are further questions; else the text above says what they are.
function suggestionButtons(suggestions, kind, texts, ask) {
  const buttons = suggestions.map((text) =>
    element("button", { type: "button", dir: "auto", onclick: () => ask(text) }, text));
  const lead = kind === "answer" ? element("span", { className: "lead", "aria-hidden": "true" }, texts.next) : null;
  return element("div", { className: "suggestions", role: "group", "aria-label": texts.next }, lead, ...buttons);
}

// Ask whether the answer helped; `judge(helpful, comment)` resolves when it is kept.
function judgement(texts, judge, before) {
  const said = element("p", { className: "said", role: "status" });
  const buttons = [true, false].map((helpful) => element("button", {
    type: "button", onclick: () => press(helpful),
  }, icon(helpful ? ICONS.yes : ICONS.no), helpful ? texts.yes : texts.no));
  const box = element("div", { className: "judgement", role: "group", "aria-label": texts.helpful }, ...buttons, said);
  let kept = before;

  function show(pressed) {
    buttons.forEach((button, at) => { button.setAttribute("aria-pressed", String(pressed === !at)); });
  }

  async function keep(helpful, comment) {
    show(helpful);
    try {
      await judge(helpful, comment);
      kept = helpful;
      said.textContent = texts.thanks;
      return true;
    } catch (trouble) {
      show(kept);
      said.textContent = trouble.message || texts.unsent;
      return false;
    }
  }

  function press(helpful) {
    box.querySelector("form")?.remove();
    keep(helpful, "");
    if (!helpful) box.append(reason()), grown(box);
  }

  function reason() {
    const word = element("input", { type: "text", maxLength: 1000, "aria-label": texts.why, placeholder: texts.why, dir: "auto" });
    const form = element("form", {}, word, element("button", { type: "submit" }, texts.send));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await keep(false, word.value)) buttons[1].focus(), form.remove();
    });
    return form;
  }
  show(kept);
  return box;
}

// Announced is the text; what can be pressed below it is found by moving there.
function answer({ n, text, custom = {}, helpful }, { texts, ask, judge, human }) {
  const made = element("article", { className: "message" }, unseen(texts.mentor));
  if (custom.asked) made.append(element("p", { className: "asked", dir: "auto" }, `${texts.asked} `, element("q", {}, custom.asked)));
  made.append(element("div", { className: "text", dir: "auto" }, ...markdown(text ?? "", texts)));
  const more = element("div", { className: "more", "aria-live": "off" });
  more.append(...(custom.sources ?? []).map((each) => source(each, texts)));
  if (custom.suggestions?.length) more.append(suggestionButtons(custom.suggestions, custom.kind, texts, ask));
  if (human && custom.kind === "refusal") more.append(human());
  if (custom.question_id) more.append(judgement(texts, (...said) => judge(n, ...said), helpful));
  if (more.childNodes.length) made.append(more);
  return made;
}
