import { findProject, type Project } from '#sandbox/google/projects.ts';
import {
  type Answer,
  cookieOf,
  formOf,
  htmlAnswer,
  redirectAnswer,
  type SandboxRequest,
} from '#sandbox/http/exchange.ts';
import { html } from '#sandbox/http/html.ts';
import type { Route } from '#sandbox/http/router.ts';
import { page } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref } from './frame.ts';

/** The console opens where it was left: links from outside name no project. */
const projectCookie = 'sandbox_project';

type Show = (project: Project, request: SandboxRequest) => Answer;
type Change = (project: Project, form: URLSearchParams, request: SandboxRequest) => Answer;

/** Routes below the console, each given the project it is about. */
export function consoleRoute(sandbox: Sandbox): {
  get: (path: string, show: Show) => Route;
  post: (path: string, change: Change) => Route;
} {
  const inProject =
    (work: Show) =>
    (request: SandboxRequest): Answer => {
      const project = projectOf(sandbox, request);
      if (!project) return missing('Project not found', 'It is not one of this sandbox’s.');
      const answer = work(project, request);
      const cookie = `${projectCookie}=${project.id}; Path=${places.console.path}; HttpOnly; SameSite=Lax`;
      return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
    };
  return {
    get: (path, show) => ({ method: 'GET', path: `${places.console.path}${path}`, handle: inProject(show) }),
    post: (path, change) => ({
      method: 'POST',
      path: `${places.console.path}${path}`,
      handle: inProject((project, request) => change(project, formOf(request), request)),
    }),
  };
}

function projectOf({ store }: Sandbox, request: SandboxRequest): Project | undefined {
  const named = request.url.searchParams.get('project');
  if (named) return findProject(store, named);
  const left = findProject(store, cookieOf(request, projectCookie) ?? '');
  return left ?? store.state.google.projects[0];
}

/** Back to a page of the console after a form was taken. */
export const toConsole = (path: string, project: Project, anchor = ''): Answer =>
  redirectAnswer(`${consoleHref(path, project)}${anchor}`);

/** What is no longer there, or never was. */
export function missing(title: string, text: string): Answer {
  const main = html`<h1>${title}</h1><p>${text} <a href="${places.console.path}">Google Cloud</a></p>`;
  return htmlAnswer(page({ title, place: 'console', main }), 404);
}
