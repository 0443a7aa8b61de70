// The form for who wants to talk to a person: where to answer, and what it is about.
//
// `send(id, contact, message)` resolves when the mentor has taken the request; `left()` is called
// when the person is done with the form.
function humanForm(texts, send, left) {
  const id = newId();
  const contact = element("input", { id: "contact", type: "text", required: true, maxLength: 200, autocomplete: "email", dir: "auto" });
  const about = element("textarea", { id: "about", rows: 2, maxLength: MAX_CHARACTERS, dir: "auto" });
  const problem = element("p", { className: "problem", role: "alert" });
  const submit = element("button", { type: "submit", className: "main" }, texts.send);
  const cancel = element("button", { type: "button", onclick: () => (form.remove(), left()) }, texts.cancel);
  const form = element("form", { className: "request", "aria-label": texts.human, "aria-live": "off" },
    element("label", { htmlFor: "contact" }, texts.contact), contact,
    element("label", { htmlFor: "about" }, texts.about), about, problem,
    element("div", { className: "row" }, submit, cancel));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    problem.textContent = "";
    try {
      await send(id, contact.value.trim(), about.value.trim());
      form.replaceWith(element("p", { className: "done" }, `${texts.passed} ${contact.value.trim()}`));
      left();
    } catch (trouble) {
      problem.textContent = trouble.message || texts.unsent;
      submit.disabled = false;
    }
  });
  return form;
}
