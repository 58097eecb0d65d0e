// Comforts of the pages for families: leaving at once, reading aloud, printing. The pages are whole without them.

const exit = document.querySelector("[data-exit]");
const TWICE_WITHIN = 1000;
let lastEscape = -TWICE_WITHIN;

function leave() {
  document.body.hidden = true;
  window.speechSynthesis?.cancel();
  window.location.replace(exit.href);
}

exit.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
document.querySelector("[data-exit-keys]").hidden = false;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - lastEscape < TWICE_WITHIN) leave();
  lastEscape = event.timeStamp;
});

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// A part at a time: some browsers fall silent in the middle of a long text.
const READ = "h1, h2, h3, p, li, .blank-label";
const aloud = document.querySelector("[data-aloud]");
const voices = window.speechSynthesis;

function voiceFor(language) {
  const fitting = voices.getVoices().filter((voice) => voice.lang.toLowerCase().startsWith(language));
  return fitting.find((voice) => voice.localService) ?? fitting[0];
}

function partsOf(text) {
  return [...text.querySelectorAll(READ)]
    .filter((part) => !part.closest("[role=group], .family-awaiting, .term-card") && !part.querySelector("p, li"))
    .map((part) => part.textContent.trim())
    .filter(Boolean);
}

if (aloud && voices) {
  const words = aloud.textContent;
  const language = document.documentElement.lang;
  let isReading = false;

  const stop = () => {
    isReading = false;
    voices.cancel();
    aloud.textContent = words;
  };

  const read = (parts) => {
    if (!isReading) return;
    if (parts.length === 0) {
      stop();
      return;
    }
    const spoken = new SpeechSynthesisUtterance(parts[0]);
    spoken.lang = language === "en" ? "en-US" : language;
    spoken.voice = voiceFor(language) ?? null;
    spoken.rate = 0.95;
    spoken.onend = () => read(parts.slice(1));
    spoken.onerror = stop;
    voices.speak(spoken);
  };

  aloud.hidden = false;
  aloud.addEventListener("click", () => {
    if (isReading) {
      stop();
      return;
    }
    isReading = true;
    aloud.textContent = aloud.dataset.stop;
    read(partsOf(document.querySelector("[data-aloud-text]")));
  });
  window.addEventListener("pagehide", stop);
}
