import { globSync } from 'node:fs';
import path from 'node:path';
import type { routeKind } from '#lib/http/index.ts';

export type RouteHandler = ((request: Request, context: { params: Promise<object> }) => Promise<Response>) & {
  [routeKind]?: string;
};

const app = path.resolve(import.meta.dirname, '../../app');

/** Every exported method of every route file, by its name: `POST /api/v1/connections/{id}/verify`. */
export async function routeHandlers(): Promise<[string, RouteHandler][]> {
  const files = globSync('**/route.ts', { cwd: app });
  const found = await Promise.all(
    files.map(async (file) => {
      const module: Record<string, unknown> = await import(path.join(app, file));
      const folder = path
        .dirname(file)
        .split(path.sep)
        .filter((part) => !/^\(.*\)$/.test(part));
      const route = `/${folder.join('/').replaceAll(/\[(\w+)\]/g, '{$1}')}`;
      const methods = Object.keys(module).filter((key) => /^[A-Z]+$/.test(key));
      return methods.map((method): [string, RouteHandler] => [`${method} ${route}`, module[method] as RouteHandler]);
    }),
  );
  return found.flat();
}
