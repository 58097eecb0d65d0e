// The comforts of a worksheet: a number beside each scale, boxes that grow, one choice of several, a clean sheet.
// Nothing here sends or keeps what is written; a test reads this file to be sure.

const sheet = document.querySelector("[data-sheet]");
const controls = sheet.querySelectorAll("[data-kept-by-nobody]");
let isWritten = false;

function grow(box) {
  const least = Number(box.dataset.rows ??= box.rows);
  box.rows = least;
  while (box.scrollHeight > box.clientHeight && box.rows < 200) box.rows += 1;
}

function showScale(scale, chosen) {
  const answer = scale.querySelector("output");
  answer.hidden = false;
  answer.textContent = chosen === null ? answer.dataset.notChosen : String(chosen);
  scale.classList.toggle("is-chosen", chosen !== null);
  scale.querySelectorAll(".scale-mark").forEach((mark, number) => mark.classList.toggle("is-chosen", number === chosen));
}

for (const scale of sheet.querySelectorAll("[data-scale]")) {
  const range = scale.querySelector("input");
  scale.classList.add("is-live");
  showScale(scale, null);
  for (const event of ["input", "change", "pointerup"]) {
    range.addEventListener(event, () => showScale(scale, range.valueAsNumber));
  }
}

for (const group of sheet.querySelectorAll("[data-one-choice]")) {
  group.addEventListener("change", ({ target }) => {
    for (const other of group.querySelectorAll("input")) if (other !== target) other.checked = false;
  });
}

for (const box of sheet.querySelectorAll("textarea")) box.addEventListener("input", () => grow(box));
sheet.addEventListener("input", () => { isWritten = true; });

function clear() {
  for (const control of controls) {
    control.checked = false;
    control.value = control.defaultValue;
    if (control.tagName === "TEXTAREA") grow(control);
  }
  for (const scale of sheet.querySelectorAll("[data-scale]")) showScale(scale, null);
  isWritten = false;
}

const button = document.querySelector("[data-clear]");
button.hidden = false;
button.addEventListener("click", () => {
  if (!isWritten || window.confirm(sheet.dataset.reallyClear)) clear();
});

// What is written is gone with the page: ask before it goes.
window.addEventListener("beforeunload", (event) => { if (isWritten) event.preventDefault(); });
