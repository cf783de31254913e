const ownNames: Record<string, string> = { redirectUrl: '#redirect-url' };

/** The element that takes the focus for a field of the form: the chosen one of a group, else the input itself. */
function focusable(path: string): HTMLElement | null {
  const node = document.querySelector<HTMLElement>(ownNames[path] ?? `[data-path="${path}"]`);
  return node?.querySelector<HTMLElement>('[role="radio"][aria-checked="true"], input') ?? node;
}

/** Whether the page has a place for what is said of a field. */
export const isOnPage = (path: string): boolean => focusable(path) !== null;

/** Brings a person to a field, and it into the middle of the window, once what was just changed is on the page. */
export function focusField(path: string): void {
  requestAnimationFrame(() => {
    const node = focusable(path);
    node?.focus({ preventScroll: true });
    node?.scrollIntoView({ block: 'center' });
  });
}

/** The field that comes first on the page, whatever the order in which they were checked. */
export function firstOnPage(paths: string[]): string | undefined {
  const places = paths.flatMap((path) => {
    const node = focusable(path);
    return node ? [{ path, node }] : [];
  });
  const before = (a: Node, b: Node) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  return places.sort((a, b) => before(a.node, b.node))[0]?.path;
}
