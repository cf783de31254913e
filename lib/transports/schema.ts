/** The ways of sending there are, as plain data. Safe in the browser. */
export const transports = {
  /** `hasCopySwitch`: whether a message can be sent without leaving a copy in Sent Items. */
  graph: { speaks: 'http', hasCopySwitch: true },
  gmail: { speaks: 'http', hasCopySwitch: false },
  smtp: { speaks: 'smtp', hasCopySwitch: false },
} as const satisfies Record<string, { speaks: 'http' | 'smtp'; hasCopySwitch: boolean }>;

export type TransportId = keyof typeof transports;

/** Those that send to an API of the provider's own, whose base is a setting of the connection. */
type HttpTransportId = {
  [Id in TransportId]: (typeof transports)[Id]['speaks'] extends 'http' ? Id : never;
}[TransportId];

export const transportIds = Object.keys(transports) as [TransportId, ...TransportId[]];

export function speaksHttp(id: TransportId): id is HttpTransportId {
  return transports[id].speaks === 'http';
}

/** Of an SMTP connection: plain text, STARTTLS or nothing, TLS from the first byte. */
export const smtpSecurities = ['none', 'starttls', 'tls'] as const;

export type SmtpSecurity = (typeof smtpSecurities)[number];

/** RFC 5321, RFC 6409 and RFC 8314 §3.3: the port a server most likely listens on. */
export const usualSmtpPorts: Record<SmtpSecurity, number> = { none: 25, starttls: 587, tls: 465 };

export type MailServer = { smtpPort: number; smtpSecurity: SmtpSecurity };

/** Port and security as they are used: where only one of them was chosen, the other is the usual one beside it. */
export function mailServerOf(usual: MailServer, { smtpPort, smtpSecurity }: Partial<MailServer>): MailServer {
  if (smtpSecurity !== undefined) {
    const kept = smtpSecurity === usual.smtpSecurity ? usual.smtpPort : usualSmtpPorts[smtpSecurity];
    return { smtpSecurity, smtpPort: smtpPort ?? kept };
  }
  // These two alone: whoever spreads the answer over other endpoints must keep those.
  if (smtpPort === undefined) return { smtpPort: usual.smtpPort, smtpSecurity: usual.smtpSecurity };
  return { smtpPort, smtpSecurity: smtpPort === usualSmtpPorts.tls ? 'tls' : usual.smtpSecurity };
}
