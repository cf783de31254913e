import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, rowsOf } from './row.ts';

const row = rowsOf('network');

/** What DNS, TCP, TLS and our own egress say (Node.js `error.code`, OpenSSL verify codes). The same for all providers. */
export const networkReplies: ReplyRow[] = [
  row('egress_denied', 'config', coded('EGRESS_DENIED')),
  row('egress_port_denied', 'config', coded('EGRESS_PORT')),
  row('address_invalid', 'config', coded('EGRESS_ADDRESS', 'ERR_INVALID_URL')),
  row('ca_certificate_invalid', 'config', coded('ECACERTIFICATE')),
  row('redirect_refused', 'config', coded('EREDIRECT')),
  row('proxy_unreachable', 'transient', coded('EPROXY_UNREACHABLE')),
  row('proxy_sign_in_refused', 'config', coded('EPROXY_AUTH')),
  row('proxy_refused_target', 'config', coded('EPROXY_REFUSED')),
  row('proxy_target_unreached', 'transient', coded('EPROXY_TARGET')),
  row('proxy_name_unknown', 'transient', coded('EPROXY_NAME')),
  row('proxy_not_spoken', 'transient', coded('EPROXY_PROTOCOL')),
  row('dns_not_found', 'transient', coded('ENOTFOUND', 'ENODATA', 'EDNS')),
  row('dns_unavailable', 'transient', coded('EAI_AGAIN', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT')),
  row('connection_refused', 'transient', coded('ECONNREFUSED')),
  row('unreachable', 'transient', coded('EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EACCES')),
  row('timed_out', 'transient', coded('ETIMEDOUT', 'ESOCKETTIMEDOUT', 'EABORTED')),
  row('connection_lost', 'transient', coded('ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ECONNECTION')),
  row(
    'tls_not_trusted',
    'config',
    coded(
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_UNTRUSTED',
      'CERT_SIGNATURE_FAILURE',
    ),
  ),
  row('tls_expired', 'config', coded('CERT_HAS_EXPIRED')),
  row('tls_not_yet_valid', 'config', coded('CERT_NOT_YET_VALID')),
  row('tls_wrong_name', 'config', coded('ERR_TLS_CERT_ALTNAME_INVALID')),
  row('tls_wrong_port', 'config', coded('ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG')),
  row('starttls_missing', 'config', coded('STARTTLS_MISSING')),
  // An SMTP port and the security chosen for it, told apart by looking.
  row('smtp_tls_not_from_start', 'config', coded('TLS_NOT_FROM_START')),
  row('smtp_tls_from_start_needed', 'config', coded('TLS_FROM_START_NEEDED')),
  row('smtp_greeting_missing', 'transient', coded('GREETING_MISSING')),
  row('smtp_token_needs_tls', 'config', coded('TOKEN_NEEDS_TLS')),
  row('smtp_password_needs_tls', 'config', coded('PASSWORD_NEEDS_TLS')),
  row('not_spoken', 'transient', coded('EPROTOCOL')),
  row('answer_too_large', 'config', coded('ETOOLARGE')),
  row('tls_failed', 'config', (reply) => /^(ERR_SSL_|ERR_TLS_|EPROTO$|ETLS$)/.test(reply.code ?? '')),
];
