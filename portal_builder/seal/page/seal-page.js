/* Asks for the passphrase, and lets the worker open the site with it. */
(() => {
  "use strict";
  const root = new URL(".", location.href).href.split(/[?#]/)[0];
  const form = document.querySelector("form");
  const field = form.querySelector("input");
  const say = (key) => (form.querySelector("[role=status]").textContent = key ? form.dataset[key] : "");

  async function key(passphrase) {
    const how = await (await fetch(`${root}seal.json`, { cache: "no-cache" })).json();
    const salt = Uint8Array.from(atob(how.salt), (sign) => sign.charCodeAt(0));
    const text = passphrase.normalize("NFKC").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
    const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(text), "PBKDF2", false, ["deriveKey"]);
    const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations: how.iterations };
    return crypto.subtle.deriveKey(derivation, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  }

  function next() {
    const wanted = new URL(new URLSearchParams(location.search).get("next") ?? "", root);
    const target = wanted.href.startsWith(root) ? wanted : new URL(root);
    target.hash = location.hash;
    return target.href;
  }

  async function open() {
    const found = await key(field.value);
    try {
      await opened(root, found, "index");
    } catch (error) {
      if (error.name !== "OperationError") throw error;
      return say("wrong");
    }
    await navigator.serviceWorker.register(`${root}seal-worker.js`, { scope: root });
    await navigator.serviceWorker.ready;
    await keep(root, found);
    const target = next();
    if (target === location.href) location.reload();
    else location.replace(target);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isSecureContext || !navigator.serviceWorker) return say("unable");
    say("working");
    open().catch((error) => say(error.name === "SecurityError" ? "unable" : "failed"));
  });
  if (!isSecureContext || !navigator.serviceWorker) say("unable");
  field.focus();
})();
