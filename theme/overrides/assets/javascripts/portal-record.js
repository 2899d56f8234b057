/*
 * What a reader can do with the record: look for a change by section, words and dates, and see what is
 * new since the last visit, of which nobody else is told, and check that a head that was noted is still
 * part of the ledger. Without it the whole list is there.
 */
(() => {
  "use strict";
  const language = document.documentElement.lang || "en";
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);
  const number = (value) => new Intl.NumberFormat(language).format(value);

  function matcher(form) {
    const { of, from, to, sought } = Object.fromEntries(new FormData(form));
    const words = plain(sought).split(/\s+/).filter(Boolean);
    const matches = (item) =>
      (!of || item.dataset.of === of) &&
      (!from || item.day >= from) &&
      (!to || item.day <= to) &&
      words.every((word) => item.words.includes(word));
    return of || from || to || words.length ? matches : null;
  }

  function makeFilterable(revisions) {
    const form = revisions.querySelector("form");
    const shown = form.querySelector("[data-shown]");
    const items = [...revisions.querySelectorAll("li[data-of]")];
    for (const item of items) {
      const revision = item.closest("section");
      item.day = revision.querySelector("time").dateTime;
      item.words = plain(`${item.textContent} ${revision.querySelector("h2").textContent}`);
    }
    const places = [...revisions.querySelectorAll("section, details")];
    const opened = new Map(places.map((place) => [place, place.open]));
    const apply = () => {
      const matches = matcher(form);
      for (const item of items) item.hidden = matches ? !matches(item) : false;
      for (const place of places) {
        place.hidden = !place.querySelector("li[data-of]:not([hidden])");
        if ("open" in place) place.open = matches ? true : opened.get(place);
      }
      shown.textContent = number(items.filter((item) => !item.hidden).length);
    };
    const begin = () => {
      const day = /^#from-(\d{4}-\d{2}-\d{2})$/.exec(location.hash)?.[1];
      if (day) form.elements.from.value = day;
      apply();
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", apply);
    addEventListener("hashchange", begin);
    form.hidden = false;
    begin();
  }

  const MOST = 5;

  // A visit lasts as long as the tab; what was seen before it began is what it is compared with.
  function lastVisit(tile) {
    const key = `portal-record:${tile.dataset.record}`;
    const now = new Date();
    const on = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
    const visit = { on, last: Number(tile.dataset.last), day: tile.dataset.day };
    try {
      const kept = sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? "";
      sessionStorage.setItem(key, kept);
      localStorage.setItem(key, JSON.stringify(visit));
      return kept ? JSON.parse(kept) : null;
    } catch {
      return null; // a browser that keeps nothing, or no visit that can be read
    }
  }

  function sayNews(tile) {
    const visit = lastVisit(tile);
    if (!visit || !(visit.last < Number(tile.dataset.last)) || !Array.isArray(visit.on)) return;
    const items = [...tile.querySelectorAll("li")];
    const unseen = items.filter((item) => Number(item.dataset.revision) > visit.last);
    items.forEach((item) => (item.hidden = unseen.indexOf(item) < 0 || unseen.indexOf(item) >= MOST));
    const reachesBack = Number(items.at(-1).dataset.revision) <= visit.last + 1;
    const from = reachesBack ? unseen.at(-1).dataset.day : visit.day;
    tile.querySelectorAll("a[href$='history/'], a[href$='history/index.html']").forEach((link) => {
      link.hash = `from-${from}`;
    });
    const [year, month, day] = visit.on;
    tile.querySelector("[data-visit]").textContent = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(year, month - 1, day));
    tile.hidden = false;
  }

  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // The canonical JSON of an entry without its hash, and what it is sealed with.
  async function sealed({ number, date, facts, previous }) {
    const said = `{"date":"${date}","facts":"${facts}","number":${number},"previous":"${previous}"}`;
    return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(said)));
  }

  async function firstBroken(entries) {
    let previous = "0".repeat(64);
    for (const [index, entry] of entries.entries()) {
      const follows = entry.number === index + 1 && entry.previous === previous;
      if (!follows || (crypto.subtle && (await sealed(entry)) !== entry.hash)) return index + 1;
      previous = entry.hash;
    }
    return 0;
  }

  async function ledgerAt(address) {
    if (location.protocol === "file:") return null;
    try {
      const answer = await fetch(address, { cache: "no-store" });
      const { format, entries } = await answer.json();
      return answer.ok && format === 1 ? entries : null;
    } catch {
      return null;
    }
  }

  const headIn = (text) => /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/.exec(text)?.[0];

  // What is said of a head: the names of sentences, the revision it is of, and the one that is broken.
  async function checked(ledger, head) {
    const entries = await ledgerAt(ledger.dataset.ledger);
    if (!entries) {
      const revision = ledger.dataset.heads.split(" ").indexOf(head.slice(0, 16)) + 1;
      return { said: [revision ? "part" : "missing", "listed"], revision };
    }
    const broken = await firstBroken(entries);
    if (broken) return { said: ["broken"], broken };
    const revision = entries.findIndex((entry) => entry.hash === head) + 1;
    return { said: [revision ? "part" : "missing", crypto.subtle ? "computed" : "compared"], revision };
  }

  function makeCheckable(ledger) {
    const form = ledger.querySelector("form");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const entered = form.elements.head.value.toLowerCase();
      const head = headIn(entered) ?? headIn(entered.replace(/\s+/g, ""));
      const { said, revision, broken } = head ? await checked(ledger, head) : { said: ["asked"] };
      if (revision) {
        const link = ledger.querySelector("[data-revision]");
        link.href = `#r${revision}`;
        link.textContent = document.querySelector(`#r${revision} > h2`)?.textContent ?? number(revision);
      }
      ledger.querySelector("[data-number]").textContent = broken ? number(broken) : "";
      for (const place of ledger.querySelectorAll("[data-said]")) place.hidden = !said.includes(place.dataset.said);
    });
    form.hidden = false;
  }

  document.querySelectorAll(".ledger").forEach(makeCheckable);
  document.querySelectorAll(".tile--since").forEach(sayNews);
  document.querySelectorAll(".revisions").forEach(makeFilterable);
})();
