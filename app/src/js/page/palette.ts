// The command palette: the page's own navigation at once, what the server finds a moment later.
// `<dialog id="palette" data-url="/palette" data-none="Nothing found">` with an input and a listbox.
import { open } from "./dialogs";
import { fuzzy, marked } from "./fuzzy";

type Item = { group: string; label: string; hint?: string; href: string };
const WAIT = 120;

export function palette() {
  const dialog = document.getElementById("palette");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const shown = new Palette(dialog);
  addEventListener("keydown", (event) => {
    const wanted = event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey);
    if (!wanted || event.shiftKey || event.altKey || event.defaultPrevented) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else if (!document.querySelector("dialog:modal")) open(dialog);
  });
  new MutationObserver(() => dialog.open && shown.begin()).observe(dialog, { attributeFilter: ["open"] });
}

class Palette {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private found: Item[] = [];
  private at = 0;
  private timer?: ReturnType<typeof setTimeout>;
  private asking?: AbortController;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.input = dialog.querySelector("input") as HTMLInputElement;
    this.list = dialog.querySelector("[role=listbox]") as HTMLElement;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointermove", ({ target }) => {
      const index = this.options().indexOf((target as Element).closest<HTMLElement>("[role=option]") as HTMLElement);
      if (index >= 0 && index !== this.at) this.select(index);
    });
    this.list.addEventListener("click", (event) => {
      if ((event.target as Element).closest("[role=option]")) this.go(event.ctrlKey || event.metaKey);
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  begin() {
    this.input.value = "";
    this.input.focus();
    this.typed();
  }

  private typed() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.found = [];
    this.show();
    this.timer = setTimeout(() => void this.ask(), WAIT);
  }

  private async ask() {
    const { signal } = (this.asking = new AbortController());
    try {
      const url = `${this.dialog.dataset.url ?? "/palette"}?q=${encodeURIComponent(this.query())}`;
      const answer = await fetch(url, { signal, headers: { accept: "application/json" } });
      if (!answer.ok) return;
      this.found = await answer.json();
      this.show();
    } catch {
      // Asked anew, or no answer: the page's own links stay.
    }
  }

  private query = () => this.input.value.trim();

  private show() {
    const query = this.query();
    const own = [...own_links()].flatMap((item) => {
      const match = fuzzy(query, item.label);
      if (match) return [{ item, score: match.score }];
      return item.group.toLowerCase().startsWith(query.toLowerCase()) ? [{ item, score: 0 }] : [];
    });
    if (query) own.sort((a, b) => b.score - a.score);
    const items = [...this.found, ...own.map(({ item }) => item)];
    const groups = new Map<string, Item[]>();
    for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
    this.list.replaceChildren(...[...groups].map(([name, members]) => group(name, members, query)));
    if (items.length === 0) this.list.append(nothing(this.dialog.dataset.none ?? ""));
    this.options().forEach((option, index) => (option.id = `palette-${index}`));
    this.select(0);
  }

  private options = () => [...this.list.querySelectorAll<HTMLElement>("[role=option]")];

  private select(index: number) {
    const options = this.options();
    this.at = options.length ? (index + options.length) % options.length : 0;
    options.forEach((option, place) => (option.ariaSelected = String(place === this.at)));
    const option = options[this.at];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) this.select(this.at + step);
    else if (event.key === "Enter") this.go(event.ctrlKey || event.metaKey);
    // By itself a search box would only be emptied.
    else if (event.key === "Escape") this.dialog.close();
    else return;
    event.preventDefault();
  }

  private go(beside: boolean) {
    const href = this.options()[this.at]?.dataset.href;
    if (!href) return;
    this.dialog.close();
    if (beside) window.open(href, "_blank", "noopener");
    else location.assign(href);
  }
}

/** The links of the navigation, by their section. */
function* own_links(): Generator<Item> {
  for (const section of document.querySelectorAll(".sidenav section")) {
    const name = section.querySelector("h2")?.textContent ?? "";
    for (const link of section.querySelectorAll("a")) {
      const label = (link.querySelector("span") ?? link).textContent ?? "";
      yield { group: name, label: label.trim(), href: link.href };
    }
  }
}

function group(name: string, items: Item[], query: string): HTMLElement {
  const whole = document.createElement("div");
  whole.role = "group";
  whole.ariaLabel = name;
  const head = document.createElement("div");
  head.role = "presentation";
  head.ariaHidden = "true";
  head.textContent = name;
  whole.append(head, ...items.map((item) => option(item, query)));
  return whole;
}

function option({ label, hint, href }: Item, query: string): HTMLElement {
  const row = document.createElement("div");
  row.role = "option";
  row.dataset.href = href;
  const name = row.appendChild(document.createElement("span"));
  name.append(marked(label, query ? (fuzzy(query, label)?.at ?? []) : []));
  if (hint) row.appendChild(document.createElement("small")).textContent = hint;
  return row;
}

function nothing(words: string): HTMLElement {
  const row = document.createElement("div");
  row.className = "palette-none";
  row.role = "option";
  row.ariaDisabled = "true";
  row.textContent = words;
  return row;
}
