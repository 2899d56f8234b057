/*
 * What a page can do beyond being read: sort and filter tables, copy a record's address, open what is
 * linked to, say how old its facts are. Without it everything is there all the same.
 */
(() => {
  "use strict";
  const FILTER_FROM = 8;
  const DAY = 86_400_000;
  const language = document.documentElement.lang || "en";
  const words = JSON.parse(document.getElementById("__portal").textContent);
  // What a language needs takes a browser long to make ready, and most pages need none of it.
  const once = (make) => {
    let made;
    return () => (made ??= make());
  };
  const number = once(() => new Intl.NumberFormat(words.notation));
  const said = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), words[key]);

  const order = once(() => new Intl.Collator(language, { numeric: true, sensitivity: "base" }));
  const rows = (table) => [...table.tBodies].flatMap((body) => [...body.rows]);

  function sortValue(row, column) {
    const cell = row.cells[column];
    return cell ? (cell.dataset.sort ?? cell.textContent.trim()) : "";
  }

  function compare(one, other) {
    if (one === "" || other === "") return (one === "") - (other === "");
    const [first, second] = [Number(one), Number(other)];
    return Number.isNaN(first) || Number.isNaN(second) ? order().compare(one, other) : first - second;
  }

  function sort(table, head, column) {
    const descending = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const keyed = rows(table).map((row) => [sortValue(row, column), row]);
    keyed.sort(([one], [other]) => {
      const emptyLast = one === "" || other === "";
      return descending && !emptyLast ? -compare(one, other) : compare(one, other);
    });
    table.tBodies[0].append(...keyed.map(([, row]) => row));
  }

  function makeSortable(table) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const title = head.textContent.trim();
      if (!title) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "portal-sort";
      button.title = said("table.sort", { column: title });
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
    });
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);

  function makeFilterable(table) {
    const box = document.createElement("div");
    box.className = "portal-filter";
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = words["table.filter"];
    input.setAttribute("aria-label", words["table.filter"]);
    const count = document.createElement("output");
    count.setAttribute("aria-live", "polite");
    const all = rows(table);
    const say = () => {
      const shown = all.filter((row) => !row.hidden).length;
      count.textContent = said("table.shown", { shown: number().format(shown), all: number().format(all.length) });
    };
    input.addEventListener("input", () => {
      const sought = plain(input.value).split(/\s+/).filter(Boolean);
      for (const row of all) {
        const text = plain(row.textContent);
        row.hidden = !sought.every((word) => text.includes(word));
      }
      say();
    });
    say();
    box.append(input, count);
    (table.closest(".portal-table__scroll") ?? table).before(box);
  }

  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page that came without encryption has no clipboard but the selection.
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "visually-hidden";
      status.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  }

  function makeCopyable(place, id, title, short) {
    const button = document.createElement("button");
    const say = (word) => {
      if (!short) button.textContent = words[word];
      button.setAttribute("aria-label", said(`${word}_of`, { title }));
    };
    button.type = "button";
    button.className = "portal-copy";
    button.title = words["link.copy"];
    say("link.copy");
    button.addEventListener("click", async () => {
      await copy(new URL(`#${id}`, location.href).href);
      button.focus();
      say("link.copied");
      button.dataset.copied = "";
      status.textContent = "";
      requestAnimationFrame(() => (status.textContent = said("link.copied_of", { title })));
    });
    place.append(button);
  }

  const label = (element) => element.textContent.trim().replace(/\s+/g, " ");

  function makeAllCopyable() {
    document.body.append(status);
    for (const link of document.querySelectorAll("a.record__id")) {
      const title = link.closest(".record")?.querySelector(".record__title");
      makeCopyable(link.parentElement, link.hash.slice(1), label(title ?? link));
    }
    for (const row of document.querySelectorAll("table.portal-table tr[id]")) {
      if (row.cells.length) makeCopyable(row.cells[0], row.id, label(row.cells[0]), true);
    }
  }

  const plural = once(() => new Intl.PluralRules(language));
  const near = { "-1": "day.tomorrow", 0: "day.today", 1: "day.yesterday" };

  // How many days ago a day is, in words; those to come count below zero.
  function distance(days) {
    if (near[days]) return words[near[days]];
    const forms = words.distances[days > 0 ? "past" : "future"];
    const count = Math.abs(days);
    const few = String(count).replace(/\d/g, (digit) => [...words.digits][digit]);
    const written = count < 1000 ? few : number().format(count);
    return (forms[plural().select(count)] ?? forms.other).replace("{0}", written);
  }

  function daysSince(time) {
    const then = Date.parse(`${time.getAttribute("datetime").slice(0, 10)}T00:00`);
    return Math.floor((new Date().setHours(0, 0, 0, 0) - then) / DAY + 0.5);
  }

  function sayDistance(time, days, late) {
    if (Number.isNaN(days)) return;
    const said = document.createElement("span");
    said.className = late ? "freshness freshness--late" : "freshness";
    said.textContent = `(${distance(days)})`;
    time.after(" ", said);
    time.classList.add("is-told");
  }

  function sayAge(time) {
    const days = Math.max(0, daysSince(time));
    const rhythm = Number(time.dataset.freshness);
    sayDistance(time, days, rhythm && days > rhythm);
  }

  function sayDue(time) {
    const days = daysSince(time);
    sayDistance(time, days, days > 0);
  }

  function openTarget() {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      return;
    }
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (target.hidden) target.hidden = false;
    target.querySelector(":scope > details")?.setAttribute("open", "");
    target.scrollIntoView();
  }

  function closeMenus(event) {
    for (const menu of document.querySelectorAll(".portal-more[open]")) {
      if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) menu.open = false;
    }
  }

  for (const table of document.querySelectorAll("table.portal-table[data-sortable]")) {
    if (!table.tHead || !table.tBodies.length || rows(table).length < FILTER_FROM) continue;
    makeSortable(table);
    makeFilterable(table);
  }
  makeAllCopyable();
  document.querySelectorAll("time[data-freshness][datetime]").forEach(sayAge);
  document.querySelectorAll("time[data-due][datetime]").forEach(sayDue);
  document.querySelector(".portal-tabs__link[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", () => document.querySelectorAll("details.fold").forEach((fold) => (fold.open = true)));
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", closeMenus);
  openTarget();
})();
