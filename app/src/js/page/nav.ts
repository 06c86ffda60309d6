// The navigation folds to its icons. The cookie tells the server, so that the next page comes folded.
import { on, remember, root } from "./root";

export function nav() {
  on("click", "[data-nav-fold]", (button) => {
    const folded = root.dataset.nav !== "folded";
    if (folded) root.dataset.nav = "folded";
    else delete root.dataset.nav;
    remember("nav", folded ? "folded" : "");
    button.ariaPressed = String(folded);
  });
  // Folded, a link is an icon; its name comes up beside the pointer.
  for (const link of document.querySelectorAll<HTMLElement>(".sidenav a"))
    link.title ||= link.querySelector("span")?.textContent ?? "";
}

/** Keys as this machine's keyboard has them. */
export function keys() {
  if (!/Mac|iP(hone|ad)/.test(navigator.platform)) return;
  for (const key of document.querySelectorAll<HTMLElement>("kbd[data-mac]")) key.textContent = key.dataset.mac ?? "";
}
