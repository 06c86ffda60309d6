// A form's file goes piece by piece, and goes on where it was interrupted: after a broken line by itself, after a reload
// when the same file is chosen again. Without script the form sends it whole.

/** In bytes; the server takes no longer ones. */
const PIECE = 4 * 1024 * 1024;
/** Seconds before a piece is sent again. */
const WAITS = [1, 2, 4, 8, 15, 30, 30];

/** What the server said to it; trying again does not help. */
class Refused extends Error {}

interface Told {
  id: string;
  received: number;
}

export function uploads() {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const to = form.dataset.upload;
    const input = form.querySelector<HTMLInputElement>("input[type=file]");
    const file = input?.files?.[0];
    if (!to || !input || !file?.size || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.sent !== undefined) return;
    form.dataset.sent = "";
    if (event.submitter) event.submitter.ariaBusy = "true";
    send(to, file, (part) => show(form, part)).then(
      (id) => {
        const named = Object.assign(document.createElement("input"), { type: "hidden", name: "upload", value: id });
        input.before(named);
        input.disabled = true;
        form.submit();
      },
      (error: Error) => {
        delete form.dataset.sent;
        if (event.submitter) event.submitter.ariaBusy = null;
        show(form, undefined, error instanceof Refused ? error.message : form.dataset.interrupted);
      },
    );
  });
}

async function send(to: string, file: File, show: (part: number) => void): Promise<string> {
  const about = JSON.stringify({ name: file.name, size: file.size, stamp: String(file.lastModified) });
  let { id, received } = await asked(to, { body: about, headers: { "content-type": "application/json" } });
  while (received < file.size) {
    show(received / file.size);
    const body = file.slice(received, received + PIECE);
    const headers = { "content-type": "application/octet-stream", "upload-offset": String(received) };
    ({ received } = await asked(`${to}/${id}`, { body, headers }));
  }
  show(1);
  return id;
}

/** Asks until there is an answer; the server tells how far the file is, whatever piece was sent. */
async function asked(url: string, what: RequestInit): Promise<Told> {
  for (const wait of [...WAITS, 0]) {
    const answer = await fetch(url, { method: "POST", ...what }).catch(() => undefined);
    const told = answer?.headers.get("content-type")?.startsWith("application/json");
    if (answer && told) return (await answer.json()) as Told;
    if (answer && answer.status < 500) throw new Refused(await answer.text());
    if (wait) await new Promise((done) => setTimeout(done, wait * 1000));
  }
  throw new Error("no answer");
}

function show(form: HTMLFormElement, part?: number, sentence = "") {
  const place = form.querySelector<HTMLElement>(".upload");
  const bar = place?.querySelector("progress");
  const text = place?.querySelector("span");
  if (!place || !bar || !text) return;
  place.hidden = false;
  bar.hidden = part === undefined;
  bar.value = part ?? 0;
  text.textContent = part === undefined ? sentence : `${Math.floor(part * 100)} %`;
}
