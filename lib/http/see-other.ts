/** Sends the browser on to a page of this site (RFC 9110 §15.4.4); relative, so that no proxy's host name slips in. */
export function seeOther(path: `/${string}`): Response {
  return new Response(null, { status: 303, headers: { Location: path } });
}
