// `.toast` in `.toast-area` (role="status"): leaves by itself, but never a failure, and never from under the pointer.
// Islands say something by the event `scaleph:toast` with {kind, text}.
import { on } from "./root";

const STAY = 6000;

export function toasts() {
  const area = document.querySelector<HTMLElement>(".toast-area");
  if (!area) return;
  area.querySelectorAll<HTMLElement>(".toast").forEach(leave_later);
  on("click", "[data-toast-close]", (button) => button.closest(".toast")?.remove());
  document.addEventListener("scaleph:toast", (event) => {
    const { kind, text } = (event as CustomEvent<{ kind: string; text: string }>).detail;
    area.append(made(kind, text, area.dataset.close ?? ""));
    area.querySelectorAll<HTMLElement>(".toast:last-child").forEach(leave_later);
  });
}

function made(kind: string, text: string, close: string): HTMLElement {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.kind = kind;
  const words = document.createElement("p");
  words.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.toastClose = "";
  button.ariaLabel = close;
  button.textContent = "✕";
  toast.append(words, button);
  return toast;
}

function leave_later(toast: HTMLElement) {
  if (toast.dataset.kind === "bad" || toast.dataset.kind === "warn") return;
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within") || document.hidden) leave_later(toast);
    else toast.remove();
  }, STAY);
}
