// Markdown: the subset that answers use, as elements.
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

// The first column names its row, the first row its columns.
function table(lines, texts) {
  const head = cells(lines[0]).map((cell) =>
    element(cell ? "th" : "td", cell ? { scope: "col" } : {}, ...inline(cell)));
  const rows = lines.slice(2).map((line) => element("tr", {}, ...cells(line).map((cell, at) =>
    element(at || !cell ? "td" : "th", at || !cell ? {} : { scope: "row" }, ...inline(cell)))));
  const made = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  return element("div", { className: "scroll", tabIndex: 0, role: "group", "aria-label": texts.table }, made);
}

// Code under its language, with a button that copies it where the page may.
function codeBlock(language, code, texts) {
  const copy = navigator.clipboard && element("button", {
    type: "button", className: "copy",
    onclick: () => navigator.clipboard.writeText(code).then(() => { copy.textContent = texts.copied; }, () => copy.remove()),
  }, texts.copy);
  const shown = element("pre", { tabIndex: 0, role: "group", "aria-label": texts.code }, element("code", {}, code));
  return element("div", { className: "code" }, element("div", { className: "bar" }, element("span", {}, language || texts.code), copy), shown);
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

function block(lines, texts) {
  const first = lines[0];
  if (/^\s*```/.test(first)) {
    const code = takeWhile(lines, (line) => !/^\s*```\s*$/.test(line)).slice(1);
    lines.shift();
    return codeBlock(first.replace(/[\s`]/g, ""), code.join("\n"), texts);
  }
  const heading = first.match(/^#{1,6}\s+(.*)$/);
  if (heading) return lines.shift(), element("h3", {}, ...inline(heading[1]));
  if (first.includes("|") && lines.length > 1 && TABLE_RULE.test(lines[1])) {
    return table(takeWhile(lines, (line) => line.includes("|")), texts);
  }
  if (ITEM.test(first)) return list(takeWhile(lines, (line) => line.trim() !== ""));
  return paragraph(takeWhile(lines, (line) => line.trim() !== "" && !ITEM.test(line) && !/^\s*```/.test(line)));
}

function markdown(text, texts) {
  const lines = text.split(/\r?\n/);
  const blocks = [];
  while (lines.length) {
    if (lines[0].trim() === "") lines.shift();
    else blocks.push(block(lines, texts));
  }
  return blocks;
}
