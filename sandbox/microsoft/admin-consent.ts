import { type Answer, formOf, htmlAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { refusalPage, sendBack } from './authorize-answer.ts';
import { accountPage, adminConsentPage } from './authorize-pages.ts';
import { type ReturnAddress, readReturnAddress } from './authorize-request.ts';
import { giveAdminConsent } from './consents.ts';
import { findDirectory, findMember, type Member } from './directory.ts';
import { findPermission } from './permissions.ts';
import { AadstsError, describe, newTrace, refusals } from './replies.ts';
import { askedIds, parseScopes } from './scopes.ts';

type Version = 'v1' | 'v2.0';

/** Administrator consent for a whole directory (providers.md §2.2), both endpoints. */
export function answerAdminConsent(sandbox: Sandbox, request: SandboxRequest, version: Version): Answer {
  try {
    const address = readReturnAddress(sandbox, request);
    const isCommon = 'shared' in address.tenant && address.tenant.shared === 'common';
    if (version === 'v2.0' && isCommon) throw new AadstsError(refusals.noTenantInformation());
    return nextStep(sandbox, request, address, version);
  } catch (error) {
    if (error instanceof AadstsError) return refusalPage(error.refusal);
    throw error;
  }
}

function nextStep(sandbox: Sandbox, request: SandboxRequest, address: ReturnAddress, version: Version): Answer {
  const { registration } = address;
  const form = request.method === 'POST' ? formOf(request) : new URLSearchParams();
  const action = `${request.url.pathname}${request.url.search}`;
  const account = form.get('account');
  if (!account) return htmlAnswer(accountPage({ registration, loginHint: '' }, action));
  const member = requireAdmin(address, account);
  const scope = request.url.searchParams.get('scope') ?? '';
  const asked = version === 'v1' ? [] : scopeIds(scope, address, member);
  if (form.get('step') !== 'consent') {
    const ids = [...new Set([...registration.permissions, ...asked])].filter((id) => findPermission(id));
    return htmlAnswer(adminConsentPage(registration, member, ids, action));
  }
  if (form.get('decision') !== 'accept') return declined(address, version);
  giveAdminConsent(sandbox.store, registration, member.directory.id, asked);
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

function requireAdmin(address: ReturnAddress, account: string): Member {
  const { registration, tenant } = address;
  const member = findMember(account);
  if (!member) throw new AadstsError(refusals.notSignedIn());
  if ('directory' in tenant && tenant.directory.id !== member.directory.id) {
    throw new AadstsError(
      refusals.personOfOtherDirectory(
        member.person.address,
        member.directory.id,
        tenant.directory.name,
        registration.clientId,
        registration.name,
      ),
    );
  }
  if (!member.person.isAdmin) {
    throw new AadstsError(refusals.adminConsentRequired(registration.clientId, registration.name));
  }
  return member;
}

function scopeIds(scope: string, address: ReturnAddress, member: Member): string[] {
  const { clientId, name } = address.registration;
  const directoryName = findDirectory(member.directory.id)?.name ?? '';
  return askedIds(parseScopes(scope, { clientId, name, directoryName }));
}
