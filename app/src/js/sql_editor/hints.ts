// `/*+ OPTIONS(…) */` is a comment to the grammar and an instruction to Flink: it must not look like a comment.
import { syntaxTree } from "@codemirror/language";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

const hint = Decoration.mark({ class: "cm-hint-comment" });

function found({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let last = -1;
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter(node) {
        if (node.name !== "BlockComment" || node.from <= last) return;
        last = node.from;
        if (state.sliceDoc(node.from, node.from + 3) === "/*+") builder.add(node.from, node.to, hint);
      },
    });
  }
  return builder.finish();
}

export const hints = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = found(view);
    }

    update(update: ViewUpdate) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = found(update.view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);
