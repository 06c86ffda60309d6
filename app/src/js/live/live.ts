// Keeps what is shown up to date.
//
// `data-live="topic" data-rev="7"`       an element that is replaced by a newer one of the same topic
// `data-live-list="topic" data-rev="7"`  a list: rows in view (`data-live-row="row"`) are replaced, what happens to
//                                        others is counted in the list's `[data-live-more]`
// Islands follow a topic without an element by the event `scaleph:follow`, and everybody hears `scaleph:live`.
import { in_use, replace } from "./swap";
import { type Fragment, type Heard, type Revs, Stream } from "./stream";

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
    all[topic] = Math.min(rev, all[topic] ?? rev);
  }
  return all;
}

function hear(heard: Heard) {
  if (!heard) return sign_in_again();
  if (heard.topic in followed) followed[heard.topic] = heard.rev;
  for (const element of shown()) {
    if (topic_of(element) !== heard.topic || Number(element.dataset.rev) >= heard.rev) continue;
    if (element.dataset.liveList) change_list(element, heard);
    else swap(element, heard);
  }
  document.dispatchEvent(new CustomEvent("scaleph:live", { bubbles: true, detail: heard }));
}

function swap(element: HTMLElement, fragment: Fragment) {
  const key = fragment.row ?? fragment.topic;
  if (in_use(element)) {
    waiting.set(key, fragment);
    return;
  }
  waiting.delete(key);
  replace(element, fragment.html);
}

function change_list(list: HTMLElement, fragment: Fragment) {
  list.dataset.rev = String(fragment.rev);
  const row = fragment.row && list.querySelector<HTMLElement>(`[data-live-row="${CSS.escape(fragment.row)}"]`);
  if (row) swap(row, fragment);
  else count(list, fragment.row ?? String(fragment.rev));
}

const unseen = new WeakMap<HTMLElement, Set<string>>();

/** "3 changes – refresh": a link to this very page, hidden until then. */
function count(list: HTMLElement, what: string) {
  const link = list.querySelector<HTMLElement>("[data-live-more]");
  if (!link) return;
  const changes = unseen.get(list) ?? new Set<string>();
  unseen.set(list, changes.add(what));
  const text = (changes.size === 1 && link.dataset.textOne) || link.dataset.text || "{n}";
  const label = link.querySelector("[data-live-text]") ?? link;
  label.textContent = text.replace("{n}", String(changes.size));
  link.hidden = false;
}

/** What could not be replaced while it was in use. */
function again() {
  for (const [key, fragment] of [...waiting]) {
    waiting.delete(key);
    const name = CSS.escape(key);
    const which = fragment.row ? `[data-live-row="${name}"]` : `[data-live="${name}"]`;
    document.querySelectorAll<HTMLElement>(which).forEach((element) => swap(element, fragment));
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
  for (const left of ["focusout", "selectionchange", "toggle"])
    document.addEventListener(left, () => waiting.size > 0 && setTimeout(again), true);
  begin();
}

function connect() {
  if ("SharedWorker" in window) {
    // Another person or another language is another worker: a stream keeps the session it was opened with.
    const name = `${document.documentElement.lang} ${document.body.dataset.viewer}`;
    const { port } = new SharedWorker(new URL("live_worker.js", import.meta.url), name);
    port.onmessage = ({ data }: MessageEvent<Heard>) => hear(data);
    report = () => port.postMessage(revs());
    report();
    addEventListener("pagehide", () => port.postMessage(null));
    addEventListener("pageshow", (event) => event.persisted && report());
  } else {
    const stream = new Stream(hear);
    report = () => (document.hidden ? stream.close() : stream.follow(revs()));
    document.addEventListener("visibilitychange", report);
    addEventListener("pagehide", () => stream.close());
    addEventListener("pageshow", (event) => event.persisted && report());
    report();
  }
}
