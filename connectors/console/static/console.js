"use strict";

// Work that takes seconds is made visible; without this file the browser's own progress shows it.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button) return;
  if (event.target.dataset.sent) {
    event.preventDefault(); // a second press of the same button
    return;
  }
  event.target.dataset.sent = "yes";
  if (button.dataset.busy) {
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    status.className = "notice busy";
    status.textContent = button.dataset.busy;
    button.closest("form").append(status);
    button.setAttribute("aria-disabled", "true");
  }
});

// A page from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const status of form.querySelectorAll(".busy")) status.remove();
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

// How much of a field is used.
for (const field of document.querySelectorAll("[data-count]")) {
  const most = Number(field.dataset.count);
  const words = document.createElement("p");
  words.className = "hint count";
  const count = () => {
    const n = field.value.trim() ? field.value.trim().split(/\s+/).length : 0;
    words.textContent = `${n} words, ${field.value.length} of ${most} characters`;
  };
  field.addEventListener("input", count);
  field.after(words);
  count();
}
