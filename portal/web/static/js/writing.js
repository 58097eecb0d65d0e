// Help while writing: what is pasted from Word, mail or a web page is cleaned by the server before it comes into the
// text, and hints follow what is typed. Without script both happen when the draft is saved.

const RICH = /<(h[1-6]|li|table|strong|b|em|i|a|p|img|o:p)\b/i;
const form = document.querySelector("form[data-clean]");
const list = document.querySelector("[data-hints]");

if (form) {
  const field = document.getElementById(form.dataset.cleanInto);
  const says = document.querySelector("[data-clean-says]");
  field.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!RICH.test(html)) return;
    event.preventDefault();
    clean(form, field, html, event.clipboardData.getData("text/plain"), says);
  });
  form.addEventListener("portal:kept", ({ detail }) => detail.hints && show(field, detail.hints));
}

async function clean(form, field, html, plain, says) {
  const { selectionStart: start, selectionEnd: end } = field;
  let text = plain, told = ["What you pasted came in as plain text: the portal did not answer. It is cleaned when you save."];
  try {
    const body = new URLSearchParams({ html, csrf_token: form.elements.csrf_token.value });
    const answer = await fetch(form.dataset.clean, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok && !answer.redirected) ({ text, told } = await answer.json());
  } catch {
    // the plain text comes in, and says so
  }
  put(field, apart(field.value, text, start, end), start, end);
  says.hidden = !told.length;
  says.textContent = told.join(" ");
}

// Paragraphs, lists and headings stand apart from the words before and behind them.
function apart(value, text, start, end) {
  if (!/\n|^(#|- |\d+\. |> |\|)/.test(text)) return text;
  const before = value.slice(0, start), after = value.slice(end);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  return lead + text + (after && !after.startsWith("\n") ? "\n\n" : "");
}

// The browser keeps its own history of what is put in like this, so that undoing works.
function put(field, text, start, end) {
  field.focus();
  field.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function show(field, hints) {
  document.querySelector("[data-hints-none]").hidden = hints.length > 0;
  list.replaceChildren(...hints.map(({ kind, sentence, line }) => {
    const item = Object.assign(document.createElement("li"), { className: "hint" });
    const label = Object.assign(document.createElement("strong"), { className: "hint-kind", textContent: kind });
    item.append(label, " ", Object.assign(document.createElement("span"), { textContent: sentence }));
    if (line) item.append(" ", wayTo(field, line));
    return item;
  }));
}

function wayTo(field, line) {
  const way = Object.assign(document.createElement("button"), { type: "button", className: "hint-line", textContent: `Line ${line}` });
  way.addEventListener("click", () => {
    const lines = field.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  });
  return way;
}
