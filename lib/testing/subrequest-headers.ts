/**
 * The header by which Next once took a request for its own and left the middleware out (CVE-2025-29927), as it was
 * spelt from version to version, nested as deep as its guard against recursion counted; and its neighbours.
 */
export const subrequestHeaders: readonly Record<string, string>[] = [
  ...[
    'pages/_middleware',
    'pages/t/_middleware',
    'pages/api/_middleware',
    'middleware',
    'src/middleware',
    'proxy',
    'src/proxy',
    '/middleware',
    'app/middleware',
    'true',
    '1',
    '',
  ].flatMap((name) => [1, 5, 10].map((times) => ({ 'x-middleware-subrequest': Array(times).fill(name).join(':') }))),
  { 'x-middleware-subrequest': 'middleware', 'x-middleware-subrequest-id': '0'.repeat(16) },
  { 'x-middleware-next': '1' },
  { 'x-middleware-rewrite': '/sign-in' },
  { 'x-middleware-override-headers': 'x-path', 'x-middleware-request-x-path': '/' },
  { 'x-middleware-prefetch': '1' },
  { 'x-middleware-invoke': '1', 'x-invoke-status': '200' },
  { 'x-invoke-path': '/sign-in', 'x-invoke-output': '/sign-in' },
  { 'x-matched-path': '/sign-in' },
  { 'x-now-route-matches': '1=demo' },
  { 'x-nextjs-data': '1' },
  { 'next-resume': '1' },
];
