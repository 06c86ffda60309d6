// Puts a newer element in the place of an older one, and takes care of the person who is looking at it.

/** Somebody is in it: the focus, a button held down, an open menu, or text that is being selected. */
export function in_use(element: HTMLElement): boolean {
  if (element.contains(document.activeElement) || element.matches(":active")) return true;
  if (element.querySelector("details.menu[open]")) return true;
  const selection = getSelection();
  return !!selection && !selection.isCollapsed && selection.containsNode(element, true);
}

/** Empty text takes the element away. What was ticked or unfolded stays so. */
export function replace(element: HTMLElement, html: string) {
  const parent = element.parentElement;
  const next = element.nextElementSibling;
  const ticked = checked(element).map(({ value }) => value);
  const unfolded = [...element.querySelectorAll("details[open][id]")].map(({ id }) => id);
  element.outerHTML = html;
  if (!html || !parent) return;
  const fresh = (next ? next.previousElementSibling : parent.lastElementChild) ?? parent;
  for (const box of fresh.querySelectorAll<HTMLInputElement>(BOX)) if (ticked.includes(box.value)) box.checked = true;
  for (const details of fresh.querySelectorAll<HTMLDetailsElement>("details[id]"))
    if (unfolded.includes(details.id)) details.open = true;
  document.dispatchEvent(new Event("scaleph:swap"));
}

const BOX = "input.table-select";
const checked = (element: HTMLElement) =>
  [...element.querySelectorAll<HTMLInputElement>(BOX)].filter(({ checked }) => checked);
