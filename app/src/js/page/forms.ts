// A form is sent once, and what was typed is not left behind unasked.
import { on } from "./root";

export function forms() {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method === "dialog" || form.target === "_blank") return;
    if (event.submitter?.ariaDisabled === "true" || form.dataset.sent) return event.preventDefault();
    if (form.method === "post") form.dataset.sent = "";
    if (event.submitter) event.submitter.ariaBusy = "true";
  });
  // Back in time: the form is there again, and can be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLElement>("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy=true][type=submit]")) button.ariaBusy = null;
  });
  on("click", "[aria-disabled=true]", (_, event) => event.preventDefault());
  // Filters act as soon as they are chosen.
  on("change", "form[data-auto]", (form) => (form as HTMLFormElement).requestSubmit());
  on("input", "form[data-guard]", (form) => (form.dataset.changed = ""));
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard][data-changed]:not([data-sent])")) event.preventDefault();
  });
}
