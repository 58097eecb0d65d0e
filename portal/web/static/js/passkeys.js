// Passkeys: the browser makes or shows one, and an ordinary form carries its answer. Without script the style hides the forms.

const able = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function ask(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const reply = await fetch(form.dataset.options, { method: "POST", body });
  const isOurs = reply.headers.get("Content-Type")?.startsWith("application/json");
  const options = isOurs ? await reply.json() : {};
  if (options.go) {
    location.assign(options.go);
    return null;
  }
  if (!reply.ok || !isOurs) throw new Error(options.sentence ?? "The portal did not answer. Reload the page and try again.");
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function words(error) {
  if (error.name === "InvalidStateError") return "This device has a passkey for you here already.";
  if (error instanceof DOMException) return "No passkey was used. Try again, or take another way.";
  return error.message;
}

for (const form of able ? document.querySelectorAll("[data-passkey]") : []) {
  const trouble = document.createElement("p");
  trouble.className = "field-error";
  trouble.role = "alert";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.remove();
    try {
      const credential = await ask(form);
      if (!credential) return;
      form.elements.answer.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (error) {
      trouble.textContent = words(error);
      form.append(trouble);
    }
  });
}

for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = !able;
for (const part of document.querySelectorAll("[data-without-passkeys]")) part.classList.toggle("is-shown", !able);
