// The editor in the product's look. Custom properties inherit into the shadow root, so both themes are one sheet.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const control = {
  height: "24px",
  margin: "0",
  padding: "0 8px",
  border: "1px solid var(--strong)",
  borderRadius: "var(--radius)",
  background: "var(--surface)",
  color: "var(--text)",
  font: "12px/1.2 var(--sans)",
};
const floating = {
  border: "1px solid var(--border)",
  borderRadius: "var(--radius)",
  background: "var(--surface)",
  boxShadow: "var(--shadow)",
  color: "var(--text)",
  font: "12px/1.5 var(--sans)",
};
const ring = { outline: "2px solid var(--accent)", outlineOffset: "1px" };

const sheet = EditorView.theme({
  "&": { height: "100%", background: "var(--surface)", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "13px/1.6 var(--mono)", scrollbarColor: "var(--strong) transparent" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-cursor, .cm-dropCursor": { borderLeft: "2px solid var(--accent)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".cm-content ::selection": { background: "transparent" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--text)" },
  "&.cm-focused .cm-activeLine": { boxShadow: "inset 0 1px var(--line), inset 0 -1px var(--line)" },
  ".cm-statement, &.cm-focused .cm-statement.cm-activeLine": {
    background: "color-mix(in srgb, var(--accent) 4%, transparent)",
  },
  ".cm-gutters": { border: "0", background: "var(--surface)", color: "var(--muted)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "32px", padding: "0 4px 0 8px", fontVariantNumeric: "tabular-nums" },
  ".cm-foldGutter .cm-gutterElement": { width: "14px", textAlign: "center", cursor: "pointer" },
  ".cm-statements": { width: "16px" },
  ".cm-statements .cm-gutterElement": { padding: "0", borderLeft: "2px solid transparent" },
  ".cm-statements .cm-current": { borderLeftColor: "var(--accent)" },
  ".cm-run": {
    width: "0",
    height: "0",
    margin: "0 auto",
    borderLeft: "7px solid var(--strong)",
    borderBlock: "4.5px solid transparent",
    transform: "translateY(6px)",
    cursor: "pointer",
  },
  ".cm-current .cm-run, .cm-run:hover": { borderLeftColor: "var(--accent)" },
  ".cm-foldPlaceholder": {
    padding: "0 4px",
    border: "1px solid var(--border)",
    background: "var(--sunken)",
    color: "var(--muted)",
  },
  "&.cm-focused .cm-matchingBracket": { background: "var(--pressed)", outline: "1px solid var(--strong)" },
  "&.cm-focused .cm-nonmatchingBracket": { background: "var(--bad-soft)", color: "var(--bad)" },
  ".cm-selectionMatch": { background: "var(--pressed)" },
  ".cm-searchMatch": { background: "var(--warn-soft)", outline: "1px solid var(--warn)" },
  ".cm-searchMatch-selected": { background: "color-mix(in srgb, var(--warn) 36%, var(--surface))" },
  ".cm-hint-comment, .cm-hint-comment *": { color: "var(--sql-hint)", fontStyle: "normal" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".cm-specialChar": { color: "var(--bad)" },

  ".cm-panels": { background: "var(--sunken)", color: "var(--text)", font: "12px/1.5 var(--sans)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--border)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--border)" },
  ".cm-panel.cm-search": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "4px 6px",
    padding: "6px 32px 6px 12px",
    fontSize: "12px",
  },
  ".cm-panel.cm-search br": { display: "none" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "4px", margin: "0 4px 0 0", fontSize: "12px" },
  ".cm-panel.cm-search [type=checkbox]": { margin: "0", accentColor: "var(--accent)" },
  ".cm-textfield": { ...control, width: "160px" },
  ".cm-panel.cm-search .cm-textfield": { margin: "0" },
  ".cm-button": { ...control, backgroundImage: "none", cursor: "pointer" },
  ".cm-panel.cm-search .cm-button": { margin: "0" },
  ".cm-button:hover": { background: "var(--hover)" },
  ".cm-button:active": { backgroundImage: "none", background: "var(--pressed)" },
  ".cm-textfield:focus-visible, .cm-button:focus-visible, [name=close]:focus-visible": ring,
  ".cm-panel.cm-search [name=close], .cm-panel [name=close]": {
    top: "6px",
    right: "8px",
    width: "24px",
    height: "24px",
    borderRadius: "var(--radius)",
    color: "var(--muted)",
    font: "18px/1 var(--sans)",
    cursor: "pointer",
  },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "120px", background: "var(--surface)" },
  ".cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]": {
    background: "var(--accent-soft)",
    color: "var(--text)",
  },

  ".cm-tooltip": floating,
  ".cm-tooltip.cm-tooltip-autocomplete": { padding: "4px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "240px", font: "12px/1.5 var(--mono)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 8px", borderRadius: "3px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--accent-soft)",
    boxShadow: "inset 2px 0 var(--accent)",
    color: "var(--text)",
  },
  ".cm-completionMatchedText": { color: "var(--accent)", fontWeight: "600", textDecoration: "none" },
  ".cm-completionDetail": { marginLeft: "12px", color: "var(--muted)", fontStyle: "normal" },
  ".cm-completionIcon": { color: "var(--muted)", opacity: "1" },
  ".cm-tooltip.cm-completionInfo": { ...floating, maxWidth: "360px", padding: "6px 10px" },
  ".cm-diagnostic": { padding: "4px 10px", borderLeft: "3px solid var(--accent)", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy 1px", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecorationColor: "var(--bad)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warn)" },
  ".cm-lintRange-info": { textDecorationColor: "var(--accent)" },
  ".cm-lintRange-active": { background: "var(--bad-soft)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--bad)" },
  ".cm-gutter-lint": { width: "12px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker": { width: "8px", height: "8px", margin: "6px 2px", content: "''", background: "var(--accent)" },
  ".cm-lint-marker-error": {
    background: "var(--bad)",
    clipPath:
      "polygon(16% 2%,50% 36%,84% 2%,98% 16%,64% 50%,98% 84%,84% 98%,50% 64%,16% 98%,2% 84%,36% 50%,2% 16%)",
  },
  ".cm-lint-marker-warning": { background: "var(--warn)", clipPath: "polygon(50% 4%,100% 96%,0 96%)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--sql-keyword)" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--sql-type)" },
  { tag: tags.string, color: "var(--sql-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--sql-number)" },
  { tag: [tags.lineComment, tags.blockComment], color: "var(--sql-comment)", fontStyle: "italic" },
  { tag: [tags.operator, tags.punctuation, tags.bracket], color: "var(--muted)" },
  // A name in back-ticks is a name.
  { tag: [tags.name, tags.special(tags.string)], color: "var(--sql-name)" },
]);

export const look = [sheet, syntaxHighlighting(colours)];
