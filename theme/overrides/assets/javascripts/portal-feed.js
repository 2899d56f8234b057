/*
 * Material's script takes every alternate of a page for the same page in another language, and asks for
 * a list of that site's pages. The feed is none: until the script has looked, it is named otherwise.
 */
(() => {
  "use strict";
  const feeds = document.querySelectorAll("link[rel=alternate][type='application/atom+xml']");
  const name = (rel) => feeds.forEach((feed) => (feed.rel = rel));
  name("alternate feed");
  addEventListener("load", () => name("alternate"));
})();
