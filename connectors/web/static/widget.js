// The chat: posts to Rasa's REST channel and draws the replies. All text comes into the page as text
// nodes, never as markup, so nothing that a document or a person wrote can act here.
"use strict";

(() => {
  const ADDRESS = "/webhooks/rest/webhook";
  const TIMEOUT_MS = 30000;

  // -- Small DOM ------------------------------------------------------------------------------

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function safeAddress(address) {
    try {
      const url = new URL(address, location.href);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch {
      return null;
    }
  }

  function link(address, ...children) {
    const href = safeAddress(address);
    return href
      ? element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children)
      : element("span", {}, ...children);
  }

  // -- Markdown: the subset that answers use --------------------------------------------------

  const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|(?<![\w_])_([^_\s](?:[^_]*[^_\s])?)_(?![\w_])|\[([^\]]+)\]\(([^)\s]+)\)|\\([\\`*_[\]()#|<>~-])/g;

  function inline(text) {
    const nodes = [];
    let from = 0;
    for (const match of text.matchAll(INLINE)) {
      if (match.index > from) nodes.push(text.slice(from, match.index));
      const [whole, code, strong, star, underscore, label, address, escaped] = match;
      if (code !== undefined) nodes.push(element("code", {}, code));
      else if (strong !== undefined) nodes.push(element("strong", {}, ...inline(strong)));
      else if (label !== undefined) nodes.push(link(address, ...inline(label)));
      else if (escaped !== undefined) nodes.push(escaped);
      else nodes.push(element("em", {}, ...inline(star ?? underscore)));
      from = match.index + whole.length;
    }
    if (from < text.length) nodes.push(text.slice(from));
    return nodes;
  }

  const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
  const TABLE_RULE = /^\s*\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$/;

  function cells(line) {
    return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|"));
  }

  function table(lines) {
    const row = (line, name) => element("tr", {}, ...cells(line).map((cell) => element(name, {}, ...inline(cell))));
    const head = element("thead", {}, row(lines[0], "th"));
    const body = element("tbody", {}, ...lines.slice(2).map((line) => row(line, "td")));
    return element("div", { className: "scroll", tabIndex: 0 }, element("table", {}, head, body));
  }

  function list(lines) {
    const number = lines[0].match(ITEM)[1];
    const made = element(number ? "ol" : "ul");
    if (number) made.start = Number(number);
    for (const line of lines) {
      const item = line.match(ITEM);
      if (item) made.append(element("li", {}, ...inline(item[2])));
      else made.lastChild.append(" ", ...inline(line.trim()));
    }
    return made;
  }

  function paragraph(lines) {
    const nodes = lines.flatMap((line, at) => (at ? [element("br"), ...inline(line)] : inline(line)));
    return element("p", {}, ...nodes);
  }

  // Take from `lines`, at its front, all lines of one block.
  function takeWhile(lines, belongs) {
    const taken = [lines.shift()];
    while (lines.length && belongs(lines[0])) taken.push(lines.shift());
    return taken;
  }

  function block(lines) {
    const first = lines[0];
    if (/^\s*```/.test(first)) {
      const code = takeWhile(lines, (line) => !/^\s*```\s*$/.test(line)).slice(1);
      lines.shift();
      return element("pre", { tabIndex: 0 }, element("code", {}, code.join("\n")));
    }
    const heading = first.match(/^#{1,6}\s+(.*)$/);
    if (heading) return lines.shift(), element("h2", {}, ...inline(heading[1]));
    if (first.includes("|") && lines.length > 1 && TABLE_RULE.test(lines[1])) {
      return table(takeWhile(lines, (line) => line.includes("|")));
    }
    if (ITEM.test(first)) return list(takeWhile(lines, (line) => line.trim() !== ""));
    return paragraph(takeWhile(lines, (line) => line.trim() !== "" && !ITEM.test(line) && !/^\s*```/.test(line)));
  }

  function markdown(text) {
    const lines = text.split(/\r?\n/);
    const blocks = [];
    while (lines.length) {
      if (lines[0].trim() === "") lines.shift();
      else blocks.push(block(lines));
    }
    return blocks;
  }

  // -- Replies --------------------------------------------------------------------------------

  function source({ title, section, url, quote }) {
    const name = [title, section].filter(Boolean).join(" > ");
    const folded = element("details", { className: "sources" }, element("summary", {}, `Source: ${name}`));
    if (quote) folded.append(element("blockquote", {}, quote));
    if (url && safeAddress(url)) folded.append(link(url, "Open the document"));
    return folded;
  }

  function suggestions(texts) {
    const buttons = texts.map((text) => element("button", { type: "button", onclick: () => ask(text) }, text));
    return element("div", { className: "suggestions" }, ...buttons);
  }

  function reply({ text, custom = {} }) {
    const message = element("div", { className: "message" }, ...markdown(text ?? ""));
    message.append(...(custom.sources ?? []).map(source));
    if (custom.suggestions?.length) message.append(suggestions(custom.suggestions));
    return message;
  }

  function failure(sentence, retry) {
    const message = element("div", { className: "message failed" }, element("p", {}, sentence));
    if (retry) {
      const again = () => (message.remove(), send(retry));
      message.append(element("button", { type: "button", onclick: again }, "Try again"));
    }
    return message;
  }

  // -- Conversation ---------------------------------------------------------------------------

  const log = document.getElementById("log");
  const typing = document.getElementById("typing");
  const form = document.getElementById("form");
  const field = document.getElementById("message");
  const submit = form.querySelector("button");

  function conversation() {
    let name = sessionStorage.getItem("mentor-sender");
    if (!name) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      name = "web-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      sessionStorage.setItem("mentor-sender", name);
    }
    return name;
  }

  function show(message) {
    log.append(message);
    message.scrollIntoView({ block: message.offsetHeight > log.clientHeight ? "start" : "nearest" });
  }

  function setBusy(busy) {
    submit.disabled = busy;
    typing.classList.toggle("on", busy);
    typing.textContent = busy ? "The mentor is writing" : "";
  }

  // Resolve to the replies; reject with {sentence, final}, final where trying again cannot help.
  async function post(text) {
    let answer;
    try {
      answer = await fetch(ADDRESS, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ sender: conversation(), message: text }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch {
      throw { sentence: "The mentor cannot be reached just now.", final: false };
    }
    const content = await answer.json().catch(() => null);
    if (answer.ok && Array.isArray(content)) return content;
    throw {
      sentence: content?.error ?? "The mentor could not answer.",
      final: answer.status >= 400 && answer.status < 500,
    };
  }

  async function send(text) {
    setBusy(true);
    try {
      (await post(text)).map(reply).forEach(show);
    } catch (problem) {
      if (!problem.sentence) console.error(problem);
      show(failure(problem.sentence ?? "The reply could not be drawn.", problem.final ? null : text));
    } finally {
      setBusy(false);
    }
  }

  function ask(text) {
    if (submit.disabled || !text.trim()) return;
    show(element("div", { className: "message mine" }, text.trim()));
    field.focus();
    send(text);
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  function onSubmit(event) {
    event.preventDefault();
    if (submit.disabled || !field.value.trim()) return;
    ask(field.value);
    field.value = "";
    grow();
  }

  function onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) onSubmit(event);
  }

  form.addEventListener("submit", onSubmit);
  field.addEventListener("keydown", onKey);
  field.addEventListener("input", grow);
})();
