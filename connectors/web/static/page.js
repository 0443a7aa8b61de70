// The page around the widget: the tag to copy.
"use strict";

const tag = document.getElementById("tag");
const copied = document.getElementById("copied");

tag.textContent = `<script src="${location.origin}/widget.js" data-title="Ask the mentor"></script>`;

// Where the browser gives no clipboard (a page without https), the tag is selected to be copied.
document.getElementById("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(tag.textContent);
    copied.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(tag);
    copied.textContent = "Selected: copy it with Ctrl+C.";
  }
});
