// Listens for news of one page and hands them on. A worker has a policy of its own, so the page needs none that allows it.
// The browser connects again by itself where the server goes and comes back.
"use strict";
const source = new EventSource("/.annals/events?page=" + new URL(self.location.href).hash.slice(1));
source.onmessage = (message) => self.postMessage(message.data);
source.onerror = () => {
  self.postMessage("");
  // A response that is no stream of events ends the listening: the page begins anew.
  if (source.readyState === EventSource.CLOSED) setTimeout(() => self.postMessage("again"), 1000);
};
