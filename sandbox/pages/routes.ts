import { readFileSync } from 'node:fs';
import { type Answer, htmlAnswer } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { homePage } from './home.ts';
import { stylesheets } from './layout.ts';
import { authorityFile } from './places.ts';

const asset = (name: string, contentType: string): Route => {
  const body = readFileSync(new URL(`../assets/${name}`, import.meta.url));
  const answer: Answer = {
    status: 200,
    headers: { 'content-type': contentType, 'cache-control': 'no-cache' },
    body,
  };
  return { method: 'GET', path: `/assets/${name}`, handle: () => answer };
};

/** The front page and what all pages are dressed in. */
export const pageRoutes = (sandbox: Sandbox): Route[] => [
  { method: 'GET', path: '/', handle: () => htmlAnswer(homePage(sandbox)) },
  ...stylesheets.map((name) => asset(name, 'text/css; charset=utf-8')),
  asset('sandbox.js', 'text/javascript; charset=utf-8'),
  asset('icon.svg', 'image/svg+xml'),
  {
    method: 'GET',
    path: authorityFile,
    handle: () => ({
      status: 200,
      headers: {
        'content-type': 'application/x-pem-file',
        'content-disposition': 'attachment; filename="sandbox-ca.pem"',
      },
      body: sandbox.certificates.caCertificate,
    }),
  },
];
