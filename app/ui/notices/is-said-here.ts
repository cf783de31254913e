/** Whether a page tells of a connection's trouble itself: the Mail page, and the one of that connection. */
export function isSaidHere(path: string, slug: string, connectionId: string): boolean {
  const mail = `/t/${slug}/mail`;
  return path === mail || path === `${mail}/connections/${connectionId}`;
}
