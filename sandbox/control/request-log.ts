export type LoggedRequest = {
  at: string;
  surface: 'authorize' | 'token' | 'revoke' | 'graph' | 'gmail' | 'smtp';
  /** Absent: Microsoft. */
  provider?: 'google' | 'smtp';
  /** What was asked: a grant type, a Graph path, an SMTP step. */
  what: string;
  /** HTTP status or SMTP reply code. */
  status: number;
  clientId?: string;
  /** How an application proved to Microsoft what it is. */
  credential?: 'secret' | 'certificate';
  /** How a mail program without OAuth came in. */
  security?: 'none' | 'starttls' | 'tls';
  /** Sign-in name of the mailbox or person, where known. */
  user?: string;
  /** API the token was asked for or presented to. */
  resource?: string;
  grantId?: string;
  /** Generation of the refresh token that was presented. */
  generation?: number;
  /** AADSTS number, OAuth error, Graph code or Gmail reason, or enhanced SMTP code. */
  error?: string;
};

export type RequestLog = {
  add: (request: Omit<LoggedRequest, 'at'>) => void;
  /** The last 2,000 requests, oldest first. Never a secret, a token or a code. */
  list: () => LoggedRequest[];
  clear: () => void;
};

const maxKept = 2_000;

export function newRequestLog(): RequestLog {
  const kept: LoggedRequest[] = [];
  return {
    add: (request) => {
      kept.push({ at: new Date().toISOString(), ...request });
      if (kept.length > maxKept) kept.shift();
    },
    list: () => [...kept],
    clear: () => {
      kept.length = 0;
    },
  };
}
