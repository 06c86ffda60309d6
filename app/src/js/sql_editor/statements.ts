// The statements of the script, as the host found them: which one will run, and a mark to run any.
import { type EditorState, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutter } from "@codemirror/view";

type Range = { from: number; to: number };
export const set_statements = StateEffect.define<Range[]>();

/** Moves with the text until the host has looked again. */
const statements = StateField.define<Range[]>({
  create: () => [],
  update(ranges, transaction) {
    for (const effect of transaction.effects) if (effect.is(set_statements)) return effect.value;
    if (!transaction.docChanged) return ranges;
    const { changes } = transaction;
    return ranges
      .map(({ from, to }) => ({ from: changes.mapPos(from, 1), to: changes.mapPos(to, 1) }))
      .filter(({ from, to }) => from < to);
  },
});

/** Of the host's pairs, those that lie in the text. */
export function ranges_of(pairs: Uint32Array, length: number): Range[] {
  const ranges: Range[] = [];
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const from = pairs[index] ?? 0;
    const to = Math.min(pairs[index + 1] ?? 0, length);
    if (from < to) ranges.push({ from, to });
  }
  return ranges;
}

/** The statement at the cursor; between two the one before, before the first the first. */
export function current(state: EditorState): Range | undefined {
  const ranges = state.field(statements);
  const { head } = state.selection.main;
  return ranges.find(({ from, to }) => from <= head && head <= to) ?? ranges.findLast(({ to }) => to < head) ?? ranges[0];
}

const light = Decoration.line({ class: "cm-statement" });

/** The lines of the statement that will run. With a selection it is the selection that runs. */
const highlight = EditorView.decorations.compute([statements, "selection", "doc"], (state) => {
  const now = current(state);
  if (!now || !state.selection.main.empty || state.field(statements).length < 2) return Decoration.none;
  return Decoration.set(lines(state, now).map((from) => light.range(from)));
});

function lines({ doc }: EditorState, { from, to }: Range): number[] {
  const first = doc.lineAt(from).number;
  const last = doc.lineAt(Math.max(from, to - 1)).number;
  return Array.from({ length: last - first + 1 }, (_, index) => doc.line(first + index).from);
}

class Mark extends GutterMarker {
  constructor(
    readonly head: boolean,
    readonly now: boolean,
    readonly title: string,
  ) {
    super();
    this.elementClass = now ? "cm-current" : "";
  }

  override eq(other: Mark) {
    return this.head === other.head && this.now === other.now && this.title === other.title;
  }

  override toDOM() {
    const mark = document.createElement("div");
    if (this.head) mark.className = "cm-run";
    if (this.head) mark.title = this.title;
    return mark;
  }
}

function marks(state: EditorState) {
  const now = state.selection.main.empty ? current(state) : undefined;
  const title = state.phrase("Run this statement");
  const at = new Map<number, Mark>();
  for (const { from } of state.field(statements)) at.set(state.doc.lineAt(from).from, new Mark(true, false, title));
  if (now)
    for (const from of lines(state, now)) at.set(from, new Mark(at.has(from), true, title));
  return RangeSet.of([...at].map(([from, mark]) => mark.range(from)), true);
}

export function statement_marks(run: (from: number, to: number) => void) {
  return [
    statements,
    highlight,
    gutter({
      class: "cm-statements",
      markers: ({ state }) => marks(state),
      domEventHandlers: {
        mousedown(view, line, event) {
          if (!(event.target as Element).closest(".cm-run")) return false;
          const first = view.state.field(statements).find(({ from }) => from >= line.from && from <= line.to);
          if (first) run(first.from, first.to);
          return true;
        },
      },
    }),
  ];
}
