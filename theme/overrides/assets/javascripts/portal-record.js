/*
 * What a reader can do with the record: look for a change by section, words and dates. Without it the
 * whole list is there.
 */
(() => {
  "use strict";
  const language = document.documentElement.lang || "en";
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);
  const number = new Intl.NumberFormat(language);

  function matcher(form) {
    const { page, from, to, sought } = Object.fromEntries(new FormData(form));
    const words = plain(sought).split(/\s+/).filter(Boolean);
    const matches = (item) =>
      (!page || item.dataset.page === page) &&
      (!from || item.day >= from) &&
      (!to || item.day <= to) &&
      words.every((word) => item.words.includes(word));
    return page || from || to || words.length ? matches : null;
  }

  function makeFilterable(revisions) {
    const form = revisions.querySelector("form");
    const shown = form.querySelector("[data-shown]");
    const items = [...revisions.querySelectorAll("li[data-page]")];
    for (const item of items) {
      const revision = item.closest(".revision");
      item.day = revision.dataset.day;
      item.words = plain(`${item.textContent} ${revision.querySelector("h3").textContent}`);
    }
    const places = [...revisions.querySelectorAll(".revision, details")];
    const opened = new Map(places.map((place) => [place, place.open]));
    const apply = () => {
      const matches = matcher(form);
      for (const item of items) item.hidden = matches ? !matches(item) : false;
      for (const place of places) {
        place.hidden = !place.querySelector("li[data-page]:not([hidden])");
        if ("open" in place) place.open = matches ? true : opened.get(place);
      }
      shown.textContent = number.format(items.filter((item) => !item.hidden).length);
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

  document.querySelectorAll(".revisions").forEach(makeFilterable);
})();
