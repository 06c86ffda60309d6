// `[role=separator][data-splits="files"]` sets the custom property `--files` on the root; `data-from="end"` where the
// part lies behind the line. The size is remembered in this browser.
import { on, root } from "./root";

const STEP = 16;
const key = (name: string) => `split:${name}`;

export function splitters() {
  for (const [entry, size] of Object.entries(localStorage))
    if (entry.startsWith("split:")) root.style.setProperty(`--${entry.slice(6)}`, `${Number(size)}px`);
  on("pointerdown", "[data-splits]", drag);
  on("keydown", "[data-splits]", press);
  on("dblclick", "[data-splits]", ({ dataset }) => {
    localStorage.removeItem(key(dataset.splits ?? ""));
    root.style.removeProperty(`--${dataset.splits}`);
  });
}

const upright = (line: HTMLElement) => line.ariaOrientation === "vertical";
const backwards = (line: HTMLElement) => line.dataset.from === "end";

/** The size of the part beside the line, and how far the line's parent reaches. */
function measure(line: HTMLElement): { size: number; whole: number } {
  const around = (line.parentElement ?? document.body).getBoundingClientRect();
  const at = line.getBoundingClientRect();
  const [start, end, place] = upright(line) ? [around.left, around.right, at.left] : [around.top, around.bottom, at.top];
  return { size: backwards(line) ? end - place : place - start, whole: end - start };
}

function set(line: HTMLElement, wanted: number) {
  const name = line.dataset.splits ?? "";
  const { whole } = measure(line);
  const size = Math.round(Math.min(Math.max(wanted, 96), whole - 96));
  root.style.setProperty(`--${name}`, `${size}px`);
  localStorage.setItem(key(name), String(size));
  line.ariaValueNow = String(Math.round((100 * size) / whole));
}

function drag(line: HTMLElement, event: PointerEvent) {
  const { size } = measure(line);
  const start = upright(line) ? event.clientX : event.clientY;
  line.setPointerCapture(event.pointerId);
  line.dataset.dragging = "";
  const moved = (now: PointerEvent) => {
    const way = (upright(line) ? now.clientX : now.clientY) - start;
    set(line, size + (backwards(line) ? -way : way));
  };
  line.addEventListener("pointermove", moved);
  line.addEventListener("lostpointercapture", () => {
    line.removeEventListener("pointermove", moved);
    delete line.dataset.dragging;
  }, { once: true });
}

function press(line: HTMLElement, event: KeyboardEvent) {
  const { size, whole } = measure(line);
  const step = (event.shiftKey ? 4 : 1) * STEP * (backwards(line) ? -1 : 1);
  const [less, more] = upright(line) ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  if (event.key === less) set(line, size - step);
  else if (event.key === more) set(line, size + step);
  else if (event.key === "Home") set(line, 0);
  else if (event.key === "End") set(line, whole);
  else return;
  event.preventDefault();
}
