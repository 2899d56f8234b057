/* Hands out the site to its own pages, each file opened as it is asked for. */
"use strict";
importScripts("seal-key.js");

const ROOT = registration.scope;
const OWN = /^(seal\.css|seal\.json|seal-(key|page|worker)\.js|sealed\/[0-9a-z]+\.bin)$/;
let files = null;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function contents(key) {
  files = JSON.parse(new TextDecoder().decode(await opened(ROOT, key, "index"))).files;
  return files;
}

function sitePath(url) {
  const path = decodeURIComponent(url.pathname.slice(new URL(ROOT).pathname.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

async function handedOut(key, path, status = 200) {
  const { name, type } = files[path];
  return new Response(await opened(ROOT, key, name), { status, headers: { "Content-Type": type } });
}

async function found(key, path) {
  if (Object.hasOwn(files, path)) return handedOut(key, path);
  if (Object.hasOwn(files, `${path}/index.html`)) return Response.redirect(`${ROOT}${path}/`);
  return Object.hasOwn(files, "404.html") ? handedOut(key, "404.html", 404) : Response.error();
}

function asked(request, url, path) {
  if (request.mode !== "navigate") return Response.error();
  if (path === "index.html") return fetch(request);
  const next = url.href.slice(ROOT.length);
  return Response.redirect(`${ROOT}?next=${encodeURIComponent(next)}`);
}

async function answer(request, url) {
  const path = sitePath(url);
  if (url.search === "?lock") {
    files = null;
    await forget(ROOT);
    return Response.redirect(ROOT);
  }
  const key = await kept(ROOT);
  if (!key) return asked(request, url, path);
  try {
    if (!files || request.mode === "navigate") {
      await contents(key);
      await keep(ROOT, key);
    }
  } catch (error) {
    if (error.name !== "OperationError") throw error;
    await forget(ROOT); // it was sealed anew, with another passphrase
    return asked(request, url, path);
  }
  return found(key, path);
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(ROOT)) return;
  if (OWN.test(url.pathname.slice(new URL(ROOT).pathname.length))) return;
  event.respondWith(answer(event.request, url));
});
