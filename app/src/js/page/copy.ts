// `data-copy="text"`, or `data-copy-from="#id"` for the text of another element.
import { on } from "./root";

export function copy() {
  on("click", "[data-copy], [data-copy-from]", (button) => {
    const from = button.dataset.copyFrom;
    const text = from ? (document.querySelector(from)?.textContent ?? "") : (button.dataset.copy ?? "");
    void written(text).then((done) => done && tell(button));
  });
}

/** The clipboard is there for https and this machine only; elsewhere the old way still works. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function tell(button: HTMLElement) {
  const name = button.ariaLabel;
  button.dataset.copied = "";
  if (button.dataset.done) button.ariaLabel = button.dataset.done;
  setTimeout(() => {
    delete button.dataset.copied;
    button.ariaLabel = name;
  }, 1600);
}
