/*
 * Material's script searches, and has nothing to do before somebody does something. It comes with the
 * first sign of a hand, so that reading costs a phone neither its work nor the index of the search.
 */
(() => {
  "use strict";
  const SIGNS = ["pointermove", "pointerdown", "touchstart", "keydown", "focusin", "click", "input"];
  const SEARCH_KEYS = ["/", "f", "s"];
  const opened = document.getElementById("__search");
  const query = document.forms.search?.query;

  // Material takes every alternate of a page for the same page in another language, and asks for a list of
  // that site's pages. The feed is none: while the script looks, it is named otherwise.
  function nameFeeds(name) {
    const feeds = document.querySelectorAll("link[rel~=alternate][type='application/atom+xml']");
    feeds.forEach((feed) => (feed.rel = name));
  }

  // Whoever opens the search can type at once; the script finds what was typed when it comes.
  function openSearch(event) {
    const isMeant = SEARCH_KEYS.includes(event.key) && !event.ctrlKey && !event.metaKey;
    if (!isMeant || !query || event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    opened.checked = true;
    query.focus();
  }

  function begin(sign) {
    for (const name of SIGNS) removeEventListener(name, begin, true);
    if (sign?.type === "keydown") openSearch(sign);
    nameFeeds("alternate feed");
    const script = document.createElement("script");
    script.src = document.querySelector("script[data-later]").dataset.later;
    script.addEventListener("load", () => {
      nameFeeds("alternate");
      if (opened?.checked) query.focus();
    });
    document.head.append(script);
  }

  for (const name of SIGNS) addEventListener(name, begin, true);
  if (new URLSearchParams(location.search).has("q")) begin();
})();
