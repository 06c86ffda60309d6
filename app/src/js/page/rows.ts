// Choosing rows of a table for what is done to many: `[data-rows]` holds the boxes and the bar of acts.
import { on } from "./root";

const BOX = "input.table-select";

export function rows() {
  let last: HTMLInputElement | undefined;
  on("click", BOX, (element, event) => {
    const box = element as HTMLInputElement;
    const area = area_of(box);
    if (event.shiftKey && last && area) between(area, last, box);
    last = box;
    if (area) show(area);
  });
  on("change", "[data-select-all]", (all) => {
    const area = area_of(all);
    if (!area) return;
    for (const box of boxes(area)) box.checked = (all as HTMLInputElement).checked;
    show(area);
  });
  addEventListener("pageshow", () => document.querySelectorAll<HTMLElement>("[data-rows]").forEach(show));
  document.addEventListener("scaleph:swap", () => document.querySelectorAll<HTMLElement>("[data-rows]").forEach(show));
}

const area_of = (element: Element) => element.closest<HTMLElement>("[data-rows]");
const boxes = (area: HTMLElement) => [...area.querySelectorAll<HTMLInputElement>(BOX)].filter((box) => !box.disabled);

function between(area: HTMLElement, from: HTMLInputElement, to: HTMLInputElement) {
  const all = boxes(area);
  const [start, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b) as [number, number];
  if (start >= 0) for (const box of all.slice(start, end + 1)) box.checked = to.checked;
}

function show(area: HTMLElement) {
  const all = boxes(area);
  const chosen = all.filter(({ checked }) => checked).length;
  const head = area.querySelector<HTMLInputElement>("[data-select-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  for (const bar of area.querySelectorAll<HTMLElement>(".bulk")) bar.hidden = chosen === 0;
  for (const count of area.querySelectorAll("[data-bulk-count]")) count.textContent = String(chosen);
}
