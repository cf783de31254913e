/** What the tests use of the package, which brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export type Stored = Record<string, unknown> & { grantId?: string; uid?: string; consumed?: number };

  export interface Adapter {
    upsert(id: string, payload: Stored, expiresInS?: number): Promise<void>;
    find(id: string): Promise<Stored | undefined>;
    findByUid(uid: string): Promise<Stored | undefined>;
    findByUserCode(userCode: string): Promise<Stored | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export type TokenContext = {
    status: number;
    headers: { authorization?: string };
    oidc: { params?: Record<string, string | undefined>; client?: { clientId: string } };
  };

  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ params: Record<string, string | undefined> }>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    on(event: 'grant.success', listener: (context: TokenContext) => void): this;
    on(
      event: 'grant.error',
      listener: (context: TokenContext, error: { statusCode?: number; error?: string }) => void,
    ): this;
    Client: { prototype: { redirectUriAllowed(uri: string): boolean } };
    Grant: new (of: {
      accountId: string;
      clientId: string;
    }) => { addOIDCScope(scope: string): void; rejectOIDCScope(scope: string): void; save(): Promise<string> };
  }
}
