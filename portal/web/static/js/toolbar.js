// Buttons that put Markdown's marks into the text. The text is whole without them.

const BUTTONS = [
  { label: "Heading", line: "## " },
  { label: "Bold", around: ["**", "**"], empty: "bold words" },
  { label: "Emphasis", around: ["*", "*"], empty: "words" },
  { label: "List", line: "- " },
  { label: "Steps", line: "1. " },
  { label: "Quotation", line: "> " },
  { label: "Link", around: ["[", "](https://)"], empty: "where it leads" },
  { label: "Page", around: ["[", "](page:)"], empty: "title of the page" },
  { label: "Word", around: ["[", "](term:)"], empty: "word" },
  { label: "Picture", around: ["![", "](picture:)"], empty: "what it shows" },
  { label: "Note", block: ["::: note", ":::"], empty: "What to note." },
  { label: "Say this", block: ["::: ask", ":::"], empty: "“What do you worry about most?”" },
  { label: "Room to write", block: ["::: write 4 What we heard", ""], empty: "" },
];

// The browser keeps its own history of what is put in like this, so that undoing works.
function put(field, text, start, end) {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function surround(field, [before, after], empty) {
  const { selectionStart: start, selectionEnd: end } = field;
  const words = field.value.slice(start, end) || empty;
  put(field, before + words + after, start, end);
  field.setSelectionRange(start + before.length, start + before.length + words.length);
}

function startLines(field, mark) {
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const next = field.value.indexOf("\n", field.selectionEnd);
  const end = next < 0 ? field.value.length : next;
  const lines = field.value.slice(start, end).split("\n");
  const isMarked = lines.every((line) => line.startsWith(mark));
  put(field, lines.map((line) => (isMarked ? line.slice(mark.length) : mark + line)).join("\n"), start, end);
}

function wrapBlock(field, [before, after], empty) {
  const { selectionStart: start, selectionEnd: end } = field;
  const words = field.value.slice(start, end) || empty;
  const lead = start && field.value[start - 1] !== "\n" ? "\n\n" : "";
  put(field, lead + [before, words, after].filter(Boolean).join("\n") + "\n", start, end);
}

for (const bar of document.querySelectorAll("[data-toolbar]")) {
  const field = document.getElementById(bar.dataset.toolbar);
  for (const one of BUTTONS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = one.label;
    button.tabIndex = bar.childElementCount ? -1 : 0;
    button.addEventListener("click", () => {
      if (one.around) surround(field, one.around, one.empty);
      else if (one.block) wrapBlock(field, one.block, one.empty);
      else startLines(field, one.line);
    });
    bar.append(button);
  }
  // One stop of the Tab key; arrows go from button to button.
  bar.addEventListener("keydown", (event) => {
    const buttons = [...bar.children];
    const now = buttons.indexOf(document.activeElement);
    const steps = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: buttons.length - 1 };
    if (!(event.key in steps)) return;
    const next = buttons[(steps[event.key] + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
    event.preventDefault();
  });
  bar.hidden = false;
}
