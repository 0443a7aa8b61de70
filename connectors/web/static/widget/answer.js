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
  return folded;
}

function suggestionButtons(suggestions, texts, ask) {
  const buttons = suggestions.map((text) =>
    element("button", { type: "button", dir: "auto", onclick: () => ask(text) }, text));
  return element("div", { className: "suggestions", role: "group", "aria-label": texts.next }, ...buttons);
}

// Ask whether the answer helped; `judge(helpful, comment)` resolves when it is kept.
function judgement(texts, judge, before) {
  const said = element("p", { className: "said", role: "status" });
  const buttons = [true, false].map((helpful) => element("button", {
    type: "button", "aria-pressed": String(before === helpful), onclick: () => press(helpful),
  }, helpful ? texts.yes : texts.no));
  const box = element("div", { className: "judgement", role: "group", "aria-label": texts.helpful }, ...buttons, said);

  async function keep(helpful, comment) {
    try {
      await judge(helpful, comment);
      said.textContent = texts.thanks;
      return true;
    } catch {
      said.textContent = texts.refused;
      return false;
    }
  }

  function press(helpful) {
    buttons.forEach((button, at) => { button.setAttribute("aria-pressed", String(helpful === !at)); });
    box.querySelector("form")?.remove();
    keep(helpful, "");
    if (!helpful) box.append(reason());
  }

  function reason() {
    const word = element("input", { type: "text", maxLength: 1000, "aria-label": texts.why, placeholder: texts.why, dir: "auto" });
    const form = element("form", {}, word, element("button", { type: "submit" }, texts.tell));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await keep(false, word.value)) buttons[1].focus(), form.remove();
    });
    return form;
  }
  return box;
}

// Announced is the text; what can be pressed below it is found by moving there.
function answer({ n, text, custom = {}, helpful }, { texts, ask, judge, human }) {
  const made = element("article", { className: "message" },
    unseen(texts.mentor), element("div", { className: "text", dir: "auto" }, ...markdown(text ?? "", texts)));
  const more = element("div", { className: "more", "aria-live": "off" });
  more.append(...(custom.sources ?? []).map((each) => source(each, texts)));
  if (custom.suggestions?.length) more.append(suggestionButtons(custom.suggestions, texts, ask));
  if (human && custom.kind === "refusal") more.append(element("a", { className: "human", href: human }, texts.human));
  if (custom.question_id) more.append(judgement(texts, (...said) => judge(n, ...said), helpful));
  if (more.childNodes.length) made.append(more);
  return made;
}
