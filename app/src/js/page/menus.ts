// `details.menu` opens by itself; here it closes, moves by arrows, and keeps inside the window.
import { on, target } from "./root";

const OPEN = "details.menu[open]";
const ITEM = ".menu-item";

export function menus() {
  document.addEventListener("toggle", (event) => opened(event.target as HTMLElement), true);
  document.addEventListener("click", (event) => {
    const inside = target(event);
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
      const chosen = inside?.closest(ITEM);
      if (!menu.contains(inside) || (chosen && chosen.ariaDisabled !== "true")) menu.open = false;
    }
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const menu = (target as Element).closest<HTMLDetailsElement>(OPEN);
    if (menu && relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
  });
  document.addEventListener("scroll", ({ target }) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN))
      if (target instanceof Element && target.contains(menu) && target !== menu) menu.open = false;
  }, true);
  on("keydown", "details.menu", (menu, event) => move(menu as HTMLDetailsElement, event));
}

function move(menu: HTMLDetailsElement, event: KeyboardEvent) {
  const items = [...menu.querySelectorAll<HTMLElement>(ITEM)].filter(({ offsetParent }) => offsetParent);
  const now = items.indexOf(document.activeElement as HTMLElement);
  const at = { ArrowDown: now + 1, ArrowUp: now < 0 ? -1 : now - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  } else if (at === undefined || (!menu.open && !event.key.startsWith("Arrow"))) {
    return;
  } else if (menu.open) {
    items.at(at % Math.max(items.length, 1))?.focus();
  } else {
    menu.open = true;
    setTimeout(() => menu.querySelector<HTMLElement>(ITEM)?.focus());
  }
  event.preventDefault();
  event.stopPropagation();
}

/** A list that would be cut off by what scrolls, or by the window, is laid over it. */
function opened(menu: HTMLElement) {
  const list = menu.matches(OPEN) && menu.querySelector<HTMLElement>(".menu-list");
  if (!list) return;
  for (const other of document.querySelectorAll<HTMLDetailsElement>(OPEN))
    if (other !== menu && !other.contains(menu)) other.open = false;
  list.removeAttribute("style");
  const summary = menu.getBoundingClientRect();
  const box = list.getBoundingClientRect();
  const below = summary.bottom + box.height + 8 < innerHeight;
  const inside = box.left >= 0 && box.right <= innerWidth;
  if (below && inside && !menu.closest(".table-wrap, .workspace")) return;
  const top = below ? summary.bottom + 4 : Math.max(8, summary.top - box.height - 4);
  const left = menu.dataset.align === "end" ? summary.right - box.width : summary.left;
  list.style.position = "fixed";
  list.style.inset = `${top}px auto auto ${Math.min(Math.max(8, left), innerWidth - box.width - 8)}px`;
}
