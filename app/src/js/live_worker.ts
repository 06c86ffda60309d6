// All pages of a browser share this worker, and so one connection.
import { type Revs, Stream } from "./live/stream";

const pages = new Map<MessagePort, Revs>();
const stream = new Stream((heard) => {
  for (const [port, revs] of pages) {
    if (heard) {
      if (!(heard.topic in revs)) continue;
      revs[heard.topic] = heard.rev;
    }
    port.postMessage(heard);
  }
});

/** The oldest revision that any page has of each topic. */
function wanted(): Revs {
  const all: Revs = {};
  for (const revs of pages.values())
    for (const [topic, rev] of Object.entries(revs)) all[topic] = Math.min(rev, all[topic] ?? rev);
  return all;
}

self.addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<Revs | null>) => {
    if (data && Object.keys(data).length > 0) pages.set(port, data);
    else pages.delete(port);
    if (pages.size === 0) stream.close();
    else stream.follow(wanted());
  };
});
