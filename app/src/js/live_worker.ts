// All pages of a browser share this worker, and so one connection.
import { older, type Revs } from "./live/revision";
import { Stream } from "./live/stream";

/** What a page shows, and whether anybody can see it. */
export type Shown = { revs: Revs; hidden: boolean };

/** What an address may hold; some proxies refuse more than 8 KiB. */
const ROOM = 7000;

const pages = new Map<MessagePort, Shown>();
const stream = new Stream((heard) => {
  for (const [port, { revs }] of pages) {
    if (heard) {
      if (!(heard.topic in revs)) continue;
      revs[heard.topic] = heard.rev;
    }
    port.postMessage(heard);
  }
});

/** The oldest revision that any page has of each topic; hidden pages get what room is left. */
function wanted(): Revs {
  const all: Revs = {};
  let room = ROOM;
  for (const { revs } of [...pages.values()].sort((one, other) => Number(one.hidden) - Number(other.hidden)))
    for (const [topic, rev] of Object.entries(revs)) {
      const known = all[topic];
      if (known === undefined && (room -= `${topic}@${rev},`.length) < 0) continue;
      all[topic] = older(rev, known ?? rev);
    }
  return all;
}

self.addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<Shown | null>) => {
    if (data && Object.keys(data.revs).length > 0) pages.set(port, data);
    else pages.delete(port);
    if (pages.size === 0) stream.close();
    else stream.follow(wanted());
  };
});
