// `data-dialog-open="id"` on a link or a button: without script the link leads to a page that does the same.
import { on } from "./root";

export function dialogs() {
  on("click", "[data-dialog-open]", (opener, event) => {
    const dialog = document.getElementById(opener.dataset.dialogOpen ?? "");
    if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!dialog.open) open(dialog, opener);
  });
  on("click", "[data-dialog-close]", (button, event) => {
    event.preventDefault();
    button.closest("dialog")?.close();
  });
  // The veil is the dialog itself; what is inside is not.
  on("click", "dialog[data-light]", (dialog, event) => event.target === dialog && (dialog as HTMLDialogElement).close());
  on("input", "form[data-confirm]", confirm);
  document.querySelectorAll<HTMLElement>("form[data-confirm]").forEach(confirm);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.confirm && !confirmed(form)) event.preventDefault();
  }, true);
}

/** Some browsers do not focus what is clicked, so the way back is noted here. */
export function open(dialog: HTMLDialogElement, opener: HTMLElement | null = document.activeElement as HTMLElement) {
  dialog.showModal();
  dialog.addEventListener("close", () => opener?.isConnected && opener.focus(), { once: true });
}

/** The name must be typed before it is destroyed. The server asks for it too. */
function confirm(form: HTMLElement) {
  const button = form.querySelector("[data-confirm-submit]");
  if (button) button.ariaDisabled = String(!confirmed(form));
}

const confirmed = (form: HTMLElement) =>
  form.querySelector<HTMLInputElement>("[data-confirm-input]")?.value.trim() === form.dataset.confirm;
