// Small comforts. Every page is whole without them.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const answer = document.querySelector("[data-copied]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    answer.textContent = "Copied.";
  });
}

// The section menu may be long: bring the current page into its view.
const here = document.querySelector(".section-menu.sticky [aria-current]");
if (here?.offsetParent) here.offsetParent.scrollTop = here.offsetTop - here.offsetParent.clientHeight / 2;

document.querySelector(".notice-error[role=alert]")?.focus();
