// Keeps what is shown up to date.
//
// `data-live="topic" data-rev="7"`       an element that is replaced by a newer one of the same topic
// `data-live-list="topic" data-rev="7"`  a list: when rows came or went, its `[data-live-more]` says so
// Islands follow a topic without an element by the event `scaleph:follow`, and everybody hears `scaleph:live`.
import type { Shown } from "../live_worker";
import { count } from "./list";
import { is_news, older, type Revs } from "./revision";
import { type Fragment, type Heard, Stream } from "./stream";
import { in_use, replace } from "./swap";

const SHOWN = "[data-live], [data-live-list]";
const followed: Revs = {};
const waiting = new Map<string, Fragment>();
let report = () => {};

const topic_of = ({ dataset }: HTMLElement) => dataset.live ?? dataset.liveList ?? "";
const shown = () => [...document.querySelectorAll<HTMLElement>(SHOWN)];

/** What this page has; of two elements of one topic the older one counts. */
function revs(): Revs {
  const all: Revs = { ...followed };
  for (const element of shown()) {
    const topic = topic_of(element);
    const rev = Number(element.dataset.rev);
    all[topic] = older(rev, all[topic] ?? rev);
  }
  return all;
}

function hear(heard: Heard) {
  if (!heard) return sign_in_again();
  if (heard.topic in followed) followed[heard.topic] = heard.rev;
  for (const element of shown()) {
    if (topic_of(element) !== heard.topic || !is_news(heard.rev, Number(element.dataset.rev))) continue;
    if (element.dataset.liveList) count(element, heard);
    else swap(element, heard);
  }
  document.dispatchEvent(new CustomEvent("scaleph:live", { bubbles: true, detail: heard }));
}

function swap(element: HTMLElement, fragment: Fragment) {
  if (in_use(element)) {
    waiting.set(fragment.topic, fragment);
    return;
  }
  waiting.delete(fragment.topic);
  replace(element, fragment.html);
}

/** What could not be replaced while it was in use. */
function again() {
  for (const [topic, fragment] of [...waiting]) {
    waiting.delete(topic);
    document.querySelectorAll<HTMLElement>(`[data-live="${CSS.escape(topic)}"]`).forEach((element) => swap(element, fragment));
  }
}

/** The server shows the sign-in page; once, should it not. */
function sign_in_again() {
  const key = "signed-out";
  const last = Number(sessionStorage.getItem(key));
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem(key, String(Date.now()));
  location.reload();
}

export function start() {
  let begun = false;
  const begin = () => {
    if (begun) return report();
    if (Object.keys(revs()).length === 0) return;
    begun = true;
    connect();
  };
  document.addEventListener("scaleph:follow", (event) => {
    const { topic, rev } = (event as CustomEvent<{ topic?: string; rev?: number } | null>).detail ?? {};
    if (topic) followed[topic] = rev ?? 0;
    begin();
  });
  document.addEventListener("scaleph:unfollow", (event) => {
    delete followed[(event as CustomEvent<{ topic: string }>).detail.topic];
    report();
  });
  for (const left of ["focusout", "selectionchange", "toggle", "pointerup"])
    document.addEventListener(left, () => waiting.size > 0 && setTimeout(again), true);
  begin();
}

function connect() {
  if ("SharedWorker" in window) {
    // Another person, language or zone is another worker: a stream keeps the session it was opened with.
    const { lang, dataset } = document.documentElement;
    const name = [lang, dataset.zone, document.body.dataset.viewer].join(" ");
    const { port } = new SharedWorker(new URL("live_worker.js", import.meta.url), name);
    port.onmessage = ({ data }: MessageEvent<Heard>) => hear(data);
    report = () => port.postMessage({ revs: revs(), hidden: document.hidden } satisfies Shown);
    addEventListener("pagehide", () => port.postMessage(null));
  } else {
    const stream = new Stream(hear);
    report = () => (document.hidden ? stream.close() : stream.follow(revs()));
    addEventListener("pagehide", () => stream.close());
  }
  document.addEventListener("visibilitychange", report);
  addEventListener("pageshow", (event) => event.persisted && report());
  report();
}
