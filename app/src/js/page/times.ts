// `<time datetime data-relative>`: "3 min ago". `<time datetime data-since>`: "3 d 4 h", counting.
// The server writes the same words at first; here they stay true while the page is open.
import { root } from "./root";

const AGO: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const SPAN = [86_400, 3600, 60, 1];

export function times() {
  const { lang } = root;
  // The server's clock counts, not this machine's.
  const shift = root.dataset.now ? Date.parse(root.dataset.now) - Date.now() : 0;
  const ago = new Intl.RelativeTimeFormat(lang, { numeric: "always", style: "short" });
  const now = new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(0, "second");
  const units = lang.startsWith("zh") ? ["天", "小时", "分", "秒"] : ["d", "h", "min", "s"];

  const relative = (seconds: number) => {
    const [unit, length] = AGO.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
    return Math.abs(seconds) < 5 ? now : ago.format(Math.trunc(seconds / length), unit).replace(".", "");
  };
  const span = (seconds: number) => {
    const first = Math.max(0, SPAN.findIndex((length) => seconds >= length));
    const at = seconds < 1 ? 3 : first;
    return SPAN.slice(at, at + 2)
      .map((length, index) => [Math.floor((index ? seconds % (SPAN[at] ?? 1) : seconds) / length), units[at + index]])
      .filter(([count], index) => index === 0 || count !== 0)
      .flat()
      .join(" ");
  };
  const write = (selector: string, words: (seconds: number) => string) => {
    const shown = document.querySelectorAll<HTMLTimeElement>(selector);
    for (const time of shown) {
      const text = words((Date.parse(time.dateTime) - Date.now() - shift) / 1000);
      if (text !== time.textContent && !text.includes("NaN")) time.textContent = text;
    }
    return shown.length;
  };
  const tick = () => {
    if (document.hidden) return;
    write("time[data-relative]", relative);
    write("time[data-since]", (seconds) => span(Math.max(0, -seconds)));
  };
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("scaleph:swap", tick);
  tick();
}

/** The browser's zone, for a server that knows no choice of this person's. */
export function zone() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const cookie = `tz=${encodeURIComponent(timeZone)}`;
  if (!timeZone || root.dataset.zone || document.cookie.split("; ").includes(cookie)) return;
  document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`;
}
