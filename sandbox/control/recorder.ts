import type { Answer, SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';

/** One request with its answer, whole: secrets, tokens and codes too, which the request log never holds. */
export type Exchange = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  answer: { status: number; headers: Record<string, string>; body: string };
};

export type Recorder = {
  /** Begins anew; nothing is kept before. */
  start: () => void;
  /** Ends, and forgets what was kept. */
  stop: () => void;
  list: () => Exchange[];
  add: (request: SandboxRequest, answer: Answer) => void;
};

/** Keeps what is said while somebody wants to know, in memory: which values are secret can be read nowhere else. */
export function newRecorder(): Recorder {
  let kept: Exchange[] | undefined;
  return {
    start: () => {
      kept = [];
    },
    stop: () => {
      kept = undefined;
    },
    list: () => [...(kept ?? [])],
    add: ({ method, url, headers, body }, { status, headers: answered, body: said }) => {
      const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
      kept?.push({
        method,
        url: url.href,
        headers: Object.fromEntries(texts),
        body: body.toString('utf8'),
        answer: { status, headers: answered, body: said.toString() },
      });
    },
  };
}

/** The same routes, heard by the recorder. */
export function recorded(recorder: Recorder, routes: Route[]): Route[] {
  return routes.map((route) => ({
    ...route,
    handle: async (request) => {
      const answer = await route.handle(request);
      recorder.add(request, answer);
      return answer;
    },
  }));
}
