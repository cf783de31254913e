import { type Answer, cookieOf, type SandboxRequest } from '#sandbox/http/exchange.ts';
import { type Directory, directories, findDirectory } from '#sandbox/microsoft/directory.ts';

/** Which directory this browser worked in last, as Entra remembers it after "Switch directory". */
const directoryCookie = 'sandbox_directory';

const namedIn = (request: SandboxRequest): Directory | undefined =>
  findDirectory(request.url.searchParams.get('directory') ?? '');

/** The directory someone works in: named in the address, else remembered, else the first. */
export function workingDirectory(request: SandboxRequest): Directory {
  const known = namedIn(request) ?? findDirectory(cookieOf(request, directoryCookie) ?? '');
  const [first] = directories;
  if (!first) throw new Error('The sandbox has no directories.');
  return known ?? first;
}

/** The same answer, which also makes the browser remember the directory its address named. */
export function rememberingDirectory(request: SandboxRequest, answer: Answer): Answer {
  const named = namedIn(request);
  if (!named) return answer;
  const cookie = `${directoryCookie}=${named.domain}; Path=/entra; Max-Age=31536000; HttpOnly; SameSite=Lax`;
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
}
