/*
 * For a site that is opened from disk: a browser runs no worker there, so the search runs in a frame.
 * The frame is built by DOM calls alone, since the policy of the pages refuses scripts written into one.
 */
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  class FrameWorker extends EventTarget {
    #ready;

    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "search";
      document.body.append(frame);
      const scope = frame.contentWindow;
      scope.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      scope.importScripts = (...urls) =>
        urls.reduce((before, next) => before.then(() => load(scope, next)), Promise.resolve());
      this.#ready = load(scope, new URL(url, location.href)).then(() => scope);
    }

    postMessage(data) {
      this.#ready.then((scope) => scope.dispatchEvent(new scope.MessageEvent("message", { data })));
    }

    terminate() {}
  }

  function load(scope, url) {
    return new Promise((resolve, reject) => {
      const script = scope.document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`cannot load ${url}`));
      scope.document.body.append(script);
    });
  }

  window.IFrameWorker = FrameWorker; // the name by which the search knows that it runs in a frame
  window.Worker = FrameWorker;

  // A browser does not look for index.html in a folder on disk.
  function point(link) {
    const url = new URL(link.href, location.href);
    if (url.protocol === "file:" && url.pathname.endsWith("/")) {
      url.pathname += "index.html";
      link.href = url.href;
    }
  }

  function pointAll(root) {
    if (root instanceof Element) root.querySelectorAll("a[href]").forEach(point);
  }

  addEventListener("DOMContentLoaded", () => {
    pointAll(document.body);
    new MutationObserver((changes) => {
      for (const change of changes) change.addedNodes.forEach(pointAll);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
