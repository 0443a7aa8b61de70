// Elements with properties and children. No text ever becomes markup.
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

const ICONS = {
  chat: "M4 5h16v11H9l-5 4z",
  yes: "M7 11v9H4v-9zM7 11l4-8c2 0 3 1 3 3l-1 4h6c1 0 2 1 1.8 2l-1.3 6c-.2 1-1 2-2.5 2H7",
  no: "M7 13V4H4v9zM7 13l4 8c2 0 3-1 3-3l-1-4h6c1 0 2-1 1.8-2l-1.3-6c-.2-1-1-2-2.5-2H7",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 20V5M5.5 11.5L12 5l6.5 6.5",
};

function unseen(text, name = "span") {
  return element(name, { className: "unseen" }, text);
}

function safeAddress(address, allowed = /^https?:$/) {
  try {
    const url = new URL(address, location.href);
    return allowed.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const ELSEWHERE = { target: "_blank", rel: "noopener noreferrer" };

function link(address, ...children) {
  const href = safeAddress(address);
  return href
    ? element("a", { href, ...ELSEWHERE }, ...children)
    : element("span", {}, ...children);
}
