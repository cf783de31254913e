import { gmailApi, type Project, setGmailApi } from '#sandbox/google/projects.ts';
import { findScope } from '#sandbox/google/scopes.ts';
import { htmlAnswer } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { dashboardPage, gmailApiPage, libraryPage } from './api-pages.ts';
import { audiencePage } from './audience-page.ts';
import { brandingPage } from './branding-page.ts';
import { clientRoutes } from './client-routes.ts';
import { clientsPage } from './clients-page.ts';
import { dataAccessPage } from './data-access-page.ts';
import { homePage } from './home-page.ts';
import { consoleRoute, toConsole } from './project-route.ts';
import { serviceAccountRoutes } from './service-account-routes.ts';
import { serviceAccountsPage } from './service-accounts-page.ts';

/** Google Cloud's console, as far as sending mail needs it. */
export function cloudConsoleRoutes(sandbox: Sandbox): Route[] {
  const { get, post } = consoleRoute(sandbox);
  const { store } = sandbox;
  const show = (path: string, page: (sandbox: Sandbox, project: Project) => ReturnType<typeof homePage>): Route =>
    get(path, (project) => htmlAnswer(page(sandbox, project)));
  return [
    show('', homePage),
    show('/apis/dashboard', dashboardPage),
    show('/apis/library', libraryPage),
    show(`/apis/library/${gmailApi}`, gmailApiPage),
    // Where Gmail's SERVICE_DISABLED leads; it names the project by its number.
    show(`/apis/api/${gmailApi}/overview`, gmailApiPage),
    post(`/apis/library/${gmailApi}`, (project, form) => {
      setGmailApi(store, project, form.get('enable') === 'yes');
      return toConsole(`/apis/library/${gmailApi}`, project);
    }),
    show('/auth/branding', brandingPage),
    post('/auth/branding', (project, form) => {
      const appName = (form.get('appName') ?? '').trim();
      if (!appName) return htmlAnswer(brandingPage(sandbox, project, 'App name is required.'), 422);
      Object.assign(project, { appName, supportEmail: (form.get('supportEmail') ?? '').trim() });
      store.save();
      return toConsole('/auth/branding', project);
    }),
    show('/auth/audience', audiencePage),
    post('/auth/audience', (project, form) => {
      const problem = changeAudience(project, form);
      if (problem) return htmlAnswer(audiencePage(sandbox, project, problem), 422);
      store.save();
      return toConsole('/auth/audience', project);
    }),
    show('/auth/scopes', dataAccessPage),
    post('/auth/scopes', (project, form) => {
      project.declaredScopes = form.getAll('scope').flatMap((name) => findScope(name)?.name ?? []);
      store.save();
      return toConsole('/auth/scopes', project);
    }),
    show('/auth/clients', clientsPage),
    ...clientRoutes(sandbox),
    show('/iam-admin/serviceaccounts', serviceAccountsPage),
    ...serviceAccountRoutes(sandbox),
  ];
}

const maxTestUsers = 100;

/** Whichever of the page's forms was sent; the sentence says what is wrong with it. */
function changeAudience(project: Project, form: URLSearchParams): string | undefined {
  const audience = form.get('audience');
  if (audience === 'internal' || audience === 'external') project.audience = audience;
  const publishing = form.get('publishing');
  if (publishing === 'testing' || publishing === 'production') project.publishing = publishing;
  const removed = form.get('removeTestUser');
  project.testUsers = project.testUsers.filter((address) => address !== removed);
  const added = form.get('testUser')?.trim().toLowerCase();
  if (added === undefined) return undefined;
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(added)) return `“${added}” is not an e-mail address.`;
  if (project.testUsers.length >= maxTestUsers) return 'There can be at most 100 test users.';
  project.testUsers = [...new Set([...project.testUsers, added])];
  return undefined;
}
