/* The key of this site as the browser keeps it: it can open files, and cannot be read out. */
"use strict";

const KEPT_FOR = 12 * 60 * 60 * 1000; // since the last page that was opened

function keys(mode, act) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("portal-seal", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction("keys", mode);
      const asked = act(change.objectStore("keys"));
      change.oncomplete = () => {
        opening.result.close();
        resolve(asked.result);
      };
      change.onabort = () => reject(change.error);
    };
  });
}

const keep = (root, key) => keys("readwrite", (store) => store.put({ key, used: Date.now() }, root));

const forget = (root) => keys("readwrite", (store) => store.delete(root));

async function kept(root) {
  const found = await keys("readonly", (store) => store.get(root));
  return found && Date.now() - found.used < KEPT_FOR ? found.key : null;
}

/* Opens what stands in the folder under a name; throws where the key is another, or the bytes are. */
async function opened(root, key, name) {
  const answer = await fetch(`${root}sealed/${name}.bin`, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${name} is not there`);
  const sealed = new Uint8Array(await answer.arrayBuffer());
  const how = { name: "AES-GCM", iv: sealed.slice(0, 12), additionalData: new TextEncoder().encode(name) };
  return crypto.subtle.decrypt(how, key, sealed.slice(12));
}
