// The document's root, and what is kept between pages in this browser.

export const root = document.documentElement;

/** A cookie that the server reads, so that the next page is right from its first byte. */
export function remember(name: string, value: string) {
  const age = value ? 31_536_000 : 0;
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${age}; samesite=lax`;
}

/** The element that an event is about: inside shadow roots too. */
export function target(event: Event): Element | null {
  const [first] = event.composedPath();
  return first instanceof Element ? first : null;
}

/** Calls `act` with the nearest element that matches, wherever it was put later. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  act: (element: HTMLElement, event: DocumentEventMap[K]) => void,
) {
  document.addEventListener(type, (event) => {
    const element = target(event)?.closest<HTMLElement>(selector);
    if (element) act(element, event);
  });
}
