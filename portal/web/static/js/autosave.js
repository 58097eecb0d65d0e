// What is typed is kept on the server as one goes, and in this browser until it is saved: a dropped line, a closed
// laptop or a session that ended loses nothing. Saving itself is an ordinary form.

const PAUSE = 1500, BEAT = 30_000, LONGEST_WAIT = 60_000;
const form = document.querySelector("form[data-autosave]");
const done = document.querySelector("[data-forget]");

function copyOf(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// The page one comes to after saving: the copy in this browser has done its work.
if (done && copyOf(done.dataset.forget)?.sent) localStorage.removeItem(done.dataset.forget);

if (form) begin(form);

function begin(form) {
  const { autosave: url, copyKey: key, signIn } = form.dataset;
  const says = document.querySelector("[data-autosave-says]");
  const heard = document.querySelector("[data-autosave-heard]");
  const others = document.querySelector("[data-others]");
  let timer = 0, wait = 0, wasTrouble = null, isDirty = false, isLeaving = false, isSending = false;

  const fields = () => [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function say(words, { trouble = false, link = null } = {}) {
    says.hidden = false;
    says.classList.toggle("autosave-trouble", trouble);
    says.textContent = words;
    // Who listens hears that things went wrong or well again, not each time that something is kept.
    if (trouble || wasTrouble !== trouble) heard.textContent = words;
    wasTrouble = trouble;
    if (!link) return;
    const way = Object.assign(document.createElement("a"), { href: link, target: "_blank", rel: "noopener", textContent: "Sign in in a new tab" });
    says.append(" ", way);
  }

  function keepCopy(sent) {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: fields(), sent }));
    } catch {
      say("This browser keeps no copy of what you type. Save often.", { trouble: true });
    }
  }

  function fill(kept) {
    const values = new Map();
    for (const [name, value] of kept) values.set(name, [...(values.get(name) ?? []), value]);
    for (const control of form.elements) {
      if (!control.name || control.name === "csrf_token" || control.type === "submit") continue;
      const given = values.get(control.name) ?? [];
      if (control.type === "checkbox") control.checked = given.includes(control.value);
      else if (given.length) control.value = given[0];
    }
  }

  async function ask(method) {
    const body = method === "POST" ? new URLSearchParams(new FormData(form)) : undefined;
    const answer = await fetch(url, { method, body, headers: { Accept: "application/json" } });
    const isOurs = !answer.redirected && answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, isOut: answer.redirected, told: isOurs ? await answer.json() : null };
  }

  function hear(told) {
    form.elements.csrf_token.value = told.proof;
    others.hidden = !told.others.length;
    others.querySelector("[data-other-names]").textContent = told.others.join(", ");
    return told.is_stale ? "Somebody else has saved this page meanwhile: when you save, you see the difference first." : "";
  }

  // A proof made before one signed in anew is no good: fetch a fresh one, then send what was typed.
  async function sendFresh() {
    const { told, isOut } = await ask("GET");
    if (!told) return { isOut };
    hear(told);
    return ask("POST");
  }

  async function send() {
    if (isSending || isLeaving) return;
    isSending = true;
    try {
      isDirty = false;
      let answer = await ask("POST");
      if (!answer.told && answer.status === 400) answer = await sendFresh();
      if (answer.told && !answer.told.kept) say(answer.told.problem, { trouble: true });
      else if (answer.told) {
        const more = `${hear(answer.told)} ${answer.told.problem}`.trim();
        form.dispatchEvent(new CustomEvent("portal:kept", { detail: answer.told }));
        wait = 0;
        say(`Kept at ${answer.told.kept}, for you only. It is not saved as the draft yet. ${more}`, { trouble: Boolean(more) });
      } else if (answer.isOut) again("You are signed out. What you type stays in this browser.", signIn);
      else again("The portal does not answer as it should. What you type stays in this browser; trying again.");
    } catch {
      again("There is no connection. What you type stays in this browser; trying again.");
    } finally {
      isSending = false;
    }
    if (isDirty) later(PAUSE);
  }

  function again(words, link) {
    wait = Math.min(wait ? wait * 2 : 3000, LONGEST_WAIT);
    say(words, { trouble: true, link });
    later(wait);
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  const kept = copyOf(key);
  if (kept && !("typed" in form.dataset) && !same(kept.fields, fields())) {
    fill(kept.fields);
    say("What you typed before and did not save was still in this browser. It is in the form again.");
    later(PAUSE);
  } else if (kept) localStorage.removeItem(key);

  form.addEventListener("input", () => {
    isDirty = true;
    keepCopy(false);
    later(wait || PAUSE);
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    keepCopy(true);
  });
  window.addEventListener("online", () => timer && later(0));
  window.addEventListener("focus", () => wait && later(0)); // back from signing in, perhaps
  setInterval(() => isDirty || isLeaving || isSending || wait || ask("GET").then(({ told }) => told && hear(told), () => {}), BEAT);
}
