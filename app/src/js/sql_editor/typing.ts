// Chromium keeps the colour of text that is typed over in a style attribute, which the policy refuses: we type over it.
import { EditorView } from "@codemirror/view";

export const type_over_selection = EditorView.domEventHandlers({
  compositionstart(_event, view) {
    // An input method cannot be stopped, but it can start without a selection.
    const { main } = view.state.selection;
    if (!main.empty && !view.state.readOnly) view.dispatch(view.state.replaceSelection(""));
  },
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== "insertText" || text === null || empty || view.state.readOnly) return false;
    event.preventDefault();
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
    return true;
  },
});
