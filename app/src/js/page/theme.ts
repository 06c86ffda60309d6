// Light, dark, or as the system says. The form posts the choice; with script nothing is loaded anew.
import { on, root } from "./root";

const ORDER = ["light", "dark", "system"];

export function theme() {
  on("click", "button[data-theme-next]", (element, event) => {
    const button = element as HTMLButtonElement;
    const { form } = button;
    const chosen = button.dataset.themeNext ?? "system";
    if (!form) return;
    event.preventDefault();
    show(chosen);
    const next = ORDER[(ORDER.indexOf(chosen) + 1) % ORDER.length] ?? "system";
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    body.set(button.name || "theme", chosen);
    void fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true })
      .then(({ ok, type }) => (ok || type === "opaqueredirect" ? advance(button, chosen, next) : form.requestSubmit(button)))
      .catch(() => {});
  });
}

function show(chosen: string) {
  if (chosen === "system") delete root.dataset.theme;
  else root.dataset.theme = chosen;
}

function advance(button: HTMLButtonElement, chosen: string, next: string) {
  button.dataset.themeNext = next;
  button.value = next;
  const names = button.dataset.themeNames?.split("|");
  const name = names?.[ORDER.indexOf(chosen)];
  if (name) button.ariaLabel = button.title = name;
}
