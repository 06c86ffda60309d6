// Statements fold by the grammar; here, what stands in parentheses over several lines.
import { foldService, syntaxTree } from "@codemirror/language";

export const folding = foldService.of((state, start, end) => {
  let range: { from: number; to: number } | null = null;
  syntaxTree(state).iterate({
    from: start,
    to: end,
    enter({ name, from, to }) {
      if (range || name !== "Parens" || from < start || from > end || to <= end) return;
      range = { from: from + 1, to: to - 1 };
    },
  });
  return range;
});
