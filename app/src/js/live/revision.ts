// Revisions count up. Below 0 they are stamps without an order: another one is another state.

/** The revision of each topic. */
export type Revs = Record<string, number>;

/** True when whoever has one revision has not seen the other. */
export const is_news = (rev: number, have: number) => (rev < 0 ? rev !== have : rev > have);

/** From where to ask for two who have these: from the older one on, or from the start where there is no older one. */
export const older = (one: number, other: number) =>
  one === other ? one : Math.max(0, Math.min(one, other));
