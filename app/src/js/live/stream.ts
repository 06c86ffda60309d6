// One event source for a set of topics. It always asks for what is newer than what it has.
import { is_news, type Revs } from "./revision";

/** What the server says of a topic: the element as it is now, or nothing where there is none any more. */
export type Fragment = {
  topic: string;
  rev: number;
  html: string;
  /** Of a list: how many rows it has now. */
  rows?: number;
};

/** What a page hears; `null`: the server does not know this session any more. */
export type Heard = Fragment | null;

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
/** Topics that nobody looks at any more, kept until there is a reason to ask anew. */
const SPARE = 20;

export class Stream {
  private source?: EventSource;
  private retry?: ReturnType<typeof setTimeout>;
  private wait = FIRST_WAIT;
  private have: Revs = {};

  constructor(private readonly deliver: (heard: Heard) => void) {}

  /** Follows these topics from these revisions on; asks anew only for a new topic or an older revision. */
  follow(revs: Revs) {
    const covered = Object.entries(revs).every(([topic, rev]) => !is_news(this.have[topic] ?? Infinity, rev));
    const spare = Object.keys(this.have).length - Object.keys(revs).length;
    if (this.source && covered && spare < SPARE) return;
    this.have = { ...revs };
    this.wait = FIRST_WAIT;
    this.open();
  }

  close() {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = undefined;
  }

  /** Topics and revisions hold nothing that an address would have to write otherwise. */
  private address(): string {
    return `/live?have=${Object.entries(this.have).map(([topic, rev]) => `${topic}@${rev}`)}`;
  }

  private open() {
    this.close();
    if (Object.keys(this.have).length === 0) return;
    const source = (this.source = new EventSource(this.address()));
    source.onopen = () => (this.wait = FIRST_WAIT);
    source.onmessage = ({ data }) => {
      const fragment: Fragment = JSON.parse(data);
      if (is_news(fragment.rev, this.have[fragment.topic] ?? 0)) this.have[fragment.topic] = fragment.rev;
      this.deliver(fragment);
    };
    source.onerror = () => {
      // Told apart from a broken line: a refused stream is closed, and is not tried again by the browser.
      const refused = source.readyState === EventSource.CLOSED;
      // By itself the browser would ask again with the old revisions.
      this.close();
      this.retry = setTimeout(() => this.open(), this.wait * (0.5 + Math.random()));
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
      if (refused) void this.ask_why();
    };
  }

  /** An event source does not tell the status; the same question by `fetch` does. */
  private async ask_why() {
    const stop = new AbortController();
    try {
      const headers = { accept: "text/event-stream" };
      const { status, type } = await fetch(this.address(), { headers, redirect: "manual", signal: stop.signal });
      if (status !== 401 && type !== "opaqueredirect") return;
      this.close();
      this.have = {};
      this.deliver(null);
    } catch {
      // No answer at all: the line is broken, and the stream tries again anyway.
    } finally {
      stop.abort();
    }
  }
}
