import { type Answer, htmlAnswer, redirectAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { refusalPage, sendBack } from './authorize-answer.ts';
import { accountPage, adminConsentPage } from './authorize-pages.ts';
import { type ReturnAddress, readReturnAddress } from './authorize-request.ts';
import type { Cloud } from './clouds.ts';
import { giveAdminConsent } from './consents.ts';
import { findMemberAt, type Member } from './directory.ts';
import { AadstsError, describe, newTrace, refusals } from './replies.ts';
import { askedIds, parseScopes } from './scopes.ts';
import { readStep, withAccount } from './sign-in-step.ts';

type Version = 'v1' | 'v2.0';

/** Administrator consent for a whole directory (providers.md §2.2), both endpoints. */
export function answerAdminConsent(sandbox: Sandbox, request: SandboxRequest, version: Version): Answer {
  try {
    const address = readReturnAddress(sandbox, request);
    const isCommon = 'shared' in address.tenant && address.tenant.shared === 'common';
    if (version === 'v2.0' && isCommon) throw new AadstsError(refusals.noTenantInformation());
    return nextStep(sandbox, request, address, version);
  } catch (error) {
    if (error instanceof WrongPerson) return refusalPage(error.refusal, readStep(request).action);
    if (error instanceof AadstsError) return refusalPage(error.refusal);
    throw error;
  }
}

/** Another account could go on. */
class WrongPerson extends AadstsError {}

function nextStep(sandbox: Sandbox, request: SandboxRequest, address: ReturnAddress, version: Version): Answer {
  const { registration } = address;
  const { account, form, action } = readStep(request);
  const scope = request.url.searchParams.get('scope') ?? '';
  if (version === 'v2.0' && !scope.trim()) throw new AadstsError(refusals.parameterMissing('scope'));
  if (!account) return htmlAnswer(accountPage(sandbox, { registration, loginHint: '' }, action));
  if (form?.get('step') === 'account') return redirectAnswer(withAccount(action, account));
  const member = requireAdmin(sandbox, address, account);
  const ids = version === 'v1' ? registration.permissions : scopeIds({ scope, address, member, cloud: sandbox.cloud });
  if (form?.get('step') !== 'consent') return htmlAnswer(adminConsentPage(registration, member, ids, action));
  if (form.get('decision') !== 'accept') return declined(address, version);
  giveAdminConsent(sandbox.store, registration, member.directory.id, ids);
  const tenant = member.directory.id;
  return sendBack(address, { admin_consent: 'True', tenant, ...(version === 'v2.0' ? { scope } : {}) });
}

/** v2.0 says `admin_consent=True` even on failure. */
function declined(address: ReturnAddress, version: Version): Answer {
  if (version === 'v1') {
    return sendBack(address, { error: 'permission_denied', error_description: 'The admin canceled the request' });
  }
  const error_description = describe(refusals.consentDeclined(), newTrace());
  return sendBack(address, { admin_consent: 'True', error: 'consent_required', error_description });
}

function requireAdmin({ cloud }: Sandbox, { registration, tenant }: ReturnAddress, account: string): Member {
  const { clientId, name } = registration;
  const member = findMemberAt(cloud.id, account);
  if (!member) throw new AadstsError(refusals.notSignedIn());
  const { person, directory } = member;
  if ('directory' in tenant && tenant.directory.id !== directory.id) {
    throw new WrongPerson(
      refusals.personOfOtherDirectory(person.address, directory.id, tenant.directory.name, clientId, name),
    );
  }
  if (!person.isAdmin) throw new WrongPerson(refusals.adminConsentRequired(clientId, name));
  return member;
}

type Asked = { scope: string; address: ReturnAddress; member: Member; cloud: Cloud };

/** What is asked for: with `.default` everything configured under API permissions, else just what is named. */
function scopeIds({ scope, address, member, cloud }: Asked): string[] {
  const { clientId, name, permissions } = address.registration;
  const scopes = parseScopes(scope, { clientId, name, directoryName: member.directory.name, cloud });
  const configured = scopes.apis.some(({ isDefault }) => isDefault) ? permissions : [];
  return [...new Set([...configured, ...askedIds(scopes)])];
}
