/**
 * Where a person may be sent after signing in: the front page or a page of a tenant. Letters, digits and hyphens only,
 * so that no browser can read another host into it: no `//`, no backslash, no percent sign, no `@`, no dot.
 */
const allowed = /^\/(t\/[a-z0-9-]+(\/[A-Za-z0-9-]+)*)?(\?[A-Za-z0-9=&_-]*)?$/;

/** Turns whatever a link asks to return to into a path of this site; what is not on the list becomes `/`. */
export function safeReturnTo(text: string | null | undefined): string {
  return text && text.length <= 500 && allowed.test(text) ? text : '/';
}
