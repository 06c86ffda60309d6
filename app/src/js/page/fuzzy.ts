// Finds the letters of a query in a text, in their order.

/** The matched positions and how good they are; `null` if a letter is missing. */
export type Match = { score: number; at: number[] };

export function fuzzy(query: string, text: string): Match | null {
  const low = text.toLowerCase();
  const want = query.toLowerCase().replace(/\s+/g, "");
  const whole = low.indexOf(want);
  if (whole >= 0) {
    const at = Array.from(want, (_, index) => whole + index);
    return { score: 100 - whole + (starts_word(text, whole) ? 50 : 0) - text.length / 100, at };
  }
  const at: number[] = [];
  let score = 0;
  for (const letter of want) {
    const last = at.at(-1) ?? -1;
    const found = low.indexOf(letter, last + 1);
    if (found < 0) return null;
    score += found === last + 1 ? 3 : starts_word(text, found) ? 2 : -0.1 * (found - last);
    at.push(found);
  }
  return { score, at };
}

const starts_word = (text: string, at: number) => at === 0 || /[\s/._-]/.test(text[at - 1] ?? "");

/** The text with its matched letters in <mark>. */
export function marked(text: string, at: number[]): DocumentFragment {
  const whole = new DocumentFragment();
  for (let from = 0; from < text.length; ) {
    const hit = at.includes(from);
    let to = from + 1;
    while (to < text.length && at.includes(to) === hit) to++;
    const piece = text.slice(from, to);
    if (hit) whole.appendChild(document.createElement("mark")).textContent = piece;
    else whole.append(piece);
    from = to;
  }
  return whole;
}
