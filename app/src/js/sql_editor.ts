// The SQL editor, and the whole surface that Rust sees. All offsets are UTF-16 code units.
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { type Complete, completion } from "./sql_editor/completion";
import { type Options, extensions } from "./sql_editor/extensions";
import { current, ranges_of, set_statements, statement_marks } from "./sql_editor/statements";

const by_host = Annotation.define<boolean>();

/** Selection (empty: from = to) and cursor. */
type Run = (from: number, to: number, cursor: number) => void;

/**
 * Mounts an editor in an open shadow root of `host`: there CodeMirror adopts its sheets, while in the document it
 * would write a <style>, which the policy refuses without the nonce.
 *
 * `on_change` is called after each edit of the reader's, not after `set_doc`; the text is asked for with `doc()`.
 */
export function mount(
  host: HTMLElement,
  doc: string,
  options: string,
  on_change: () => void,
  on_run: Run,
  on_save: () => void,
  on_complete?: Complete | null,
): Editor {
  const chosen: Options = JSON.parse(options);
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const writable = new Compartment();
  const acts = [
    { key: "Mod-Enter", run: (view: EditorView) => (run(view, on_run), true) },
    { key: "Mod-s", preventDefault: true, run: () => (on_save(), true) },
  ];
  const view = new EditorView({
    parent: root,
    root,
    doc,
    extensions: [
      Prec.highest(keymap.of(acts)),
      statement_marks((from, to) => on_run(from, to, from)),
      extensions(chosen),
      completion(on_complete),
      writable.of(read_only(chosen.read_only ?? false)),
      EditorView.updateListener.of(({ docChanged, transactions }) => {
        if (docChanged && !transactions.some((transaction) => transaction.annotation(by_host))) on_change();
      }),
    ],
  });
  return new Editor(view, writable);
}

function run({ state }: EditorView, on_run: Run) {
  const { from, to, head } = state.selection.main;
  on_run(from, to, head);
}

const read_only = (on: boolean) => [
  EditorState.readOnly.of(on),
  EditorView.contentAttributes.of({ "aria-readonly": String(on) }),
];

export class Editor {
  constructor(
    private readonly view: EditorView,
    private readonly writable: Compartment,
  ) {}

  doc(): string {
    return this.view.state.doc.toString();
  }

  /** Puts another text in place; it can be undone, and the cursor stays where it was. */
  set_doc(text: string) {
    const { doc, selection } = this.view.state;
    if (doc.toString() === text) return;
    const changes = { from: 0, to: doc.length, insert: text };
    const anchor = Math.min(selection.main.head, this.view.state.toText(text).length);
    this.view.dispatch({ changes, selection: { anchor }, annotations: by_host.of(true) });
  }

  /** The main selection: from and to. */
  selection(): Uint32Array {
    const { from, to } = this.view.state.selection.main;
    return Uint32Array.of(from, to);
  }

  /** Where the cursor stands. */
  cursor(): number {
    return this.view.state.selection.main.head;
  }

  /** The range of the highlighted statement; empty where there is none. */
  statement(): Uint32Array {
    const range = current(this.view.state);
    return range ? Uint32Array.of(range.from, range.to) : new Uint32Array();
  }

  /** JSON: `[{from, to, severity: "error" | "warning" | "info", message}]`. */
  set_diagnostics(json: string) {
    const { length } = this.view.state.doc;
    const found = (JSON.parse(json) as Diagnostic[]).map((one) => {
      const from = Math.min(one.from, length);
      return { ...one, from, to: Math.min(Math.max(one.to, from), length) };
    });
    this.view.dispatch(setDiagnostics(this.view.state, found));
  }

  /** The ranges of all statements, as pairs in the order of the text. */
  set_statements(pairs: Uint32Array) {
    this.view.dispatch({ effects: set_statements.of(ranges_of(pairs, this.view.state.doc.length)) });
  }

  set_read_only(on: boolean) {
    this.view.dispatch({ effects: this.writable.reconfigure(read_only(on)) });
  }

  focus() {
    this.view.focus();
  }

  /** Selects a range and brings it into the middle. */
  goto(from: number, to: number) {
    const { length } = this.view.state.doc;
    const [anchor, head] = [Math.min(from, length), Math.min(to, length)];
    const effects = EditorView.scrollIntoView(anchor, { y: "center" });
    this.view.dispatch({ selection: { anchor, head }, effects });
    this.view.focus();
  }

  /** Inserts at the cursor, in place of a selection: a table's name from the catalog, say. */
  insert(text: string) {
    this.view.dispatch(this.view.state.replaceSelection(text), { userEvent: "input", scrollIntoView: true });
    this.view.focus();
  }

  destroy() {
    this.view.destroy();
  }
}
