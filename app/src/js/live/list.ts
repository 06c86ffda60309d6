// A list in which rows came or went: "3 changes – refresh", a link to this very page.
import type { Fragment } from "./stream";

/**
 * Counts how often it was heard, or how many rows more or fewer there are, whichever says more.
 * When the list is again as it is shown, there is nothing to see.
 */
export function count(list: HTMLElement, { rev, rows }: Fragment) {
  const { dataset } = list;
  const link = list.querySelector<HTMLElement>("[data-live-more]");
  const again = (dataset.shown ??= dataset.rev) === String(rev);
  const heard = again ? 0 : Number(dataset.heard ?? 0) + 1;
  dataset.rev = String(rev);
  dataset.heard = String(heard);
  if (!link) return;
  const changes = Math.max(heard, Math.abs((rows ?? 0) - Number(dataset.rows ?? 0)));
  const text = changes === 1 ? link.dataset.one : link.dataset.many;
  link.hidden = again;
  link.textContent = again ? "" : (text ?? "{n}").replace("{n}", String(changes));
}
