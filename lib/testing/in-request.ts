// Next's own set-up of the process: without it the storages below have nothing to keep a request in.
import 'next/dist/server/node-environment-baseline.js';
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external.js';
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external.js';
import { createRequestStoreForAPI } from 'next/dist/server/async-storage/request-store.js';
import { NextRequest } from 'next/server.js';

/**
 * Runs a server component as Next does in a request, with its cookies and headers, and with nothing in front of it: no
 * proxy, no layout.
 */
export function inRequest<T>(request: Request, work: () => Promise<T>): Promise<T> {
  const { pathname, search } = new URL(request.url);
  const url = { pathname, search };
  const store = createRequestStoreForAPI(new NextRequest(request), url, {} as never, undefined, {} as never, undefined);
  const route = { route: pathname, page: pathname } as Parameters<typeof workAsyncStorage.run>[0];
  return workAsyncStorage.run(route, () => workUnitAsyncStorage.run(store, work));
}
