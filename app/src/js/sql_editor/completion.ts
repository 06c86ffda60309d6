// What may stand here: Flink's own words at once, and what the host knows (tables, columns) when it answers.
import { type CompletionSource, autocompletion } from "@codemirror/autocomplete";
import { keywordCompletionSource } from "@codemirror/lang-sql";
import { FlinkSql } from "./dialect";

/** Takes text, cursor and whether it was asked for; gives JSON `{from, options: [{label, type, detail, info}]}` or "". */
export type Complete = (text: string, cursor: number, asked: boolean) => Promise<string>;

export function completion(complete?: Complete | null) {
  const sources: CompletionSource[] = [keywordCompletionSource(FlinkSql, true)];
  if (complete) sources.unshift(from_host(complete));
  return autocompletion({ override: sources, icons: false, maxRenderedOptions: 60 });
}

function from_host(complete: Complete): CompletionSource {
  return async (context) => {
    const { state, pos, explicit } = context;
    const word = state.sliceDoc(Math.max(0, pos - 1), pos);
    if (!explicit && !/[\w.`\u0080-\uffff]/.test(word)) return null;
    const answer = await complete(state.doc.toString(), pos, explicit).catch(() => "");
    if (!answer || context.aborted) return null;
    const { from, options } = JSON.parse(answer);
    const start = from ?? context.matchBefore(/[\w$]*/)?.from ?? pos;
    return { from: start, options, validFor: /^[\w$]*$/ };
  };
}
