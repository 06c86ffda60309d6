// What this editor can do, put together from CodeMirror's parts.
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  crosshairCursor,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
  rectangularSelection,
} from "@codemirror/view";
import { FlinkSql } from "./dialect";
import { folding } from "./folding";
import { hints } from "./hints";
import { look } from "./look";
import { type_over_selection } from "./typing";

/** What the host says once, as JSON. */
export type Options = {
  /** The name of the text box. */
  label: string;
  /** How to leave by keyboard: read out after the name. */
  description?: string;
  placeholder?: string;
  read_only?: boolean;
  wrap?: boolean;
  /** CodeMirror's own words ("Find", "replace all", …) and "Run this statement" in the reader's language. */
  phrases?: Record<string, string>;
};

export function extensions({ label, description, phrases, wrap, ...options }: Options): Extension[] {
  const attributes: Record<string, string> = { "aria-label": label, tabindex: "0" };
  if (description) attributes["aria-description"] = description;
  return [
    type_over_selection,
    lintGutter(),
    lineNumbers(),
    foldGutter(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.phrases.of(phrases ?? {}),
    indentUnit.of("  "),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    rectangularSelection(),
    crosshairCursor(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    FlinkSql.extension,
    folding,
    hints,
    look,
    wrap ? EditorView.lineWrapping : [],
    options.placeholder ? placeholder(options.placeholder) : [],
    EditorView.contentAttributes.of(attributes),
    keymap.of([
      ...closeBracketsKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...defaultKeymap,
      // Escape, then Tab leaves the editor: CodeMirror sees to that.
      indentWithTab,
    ]),
  ];
}
