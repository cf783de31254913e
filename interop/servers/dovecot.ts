import { found } from './found.ts';
import { freePorts } from './free-ports.ts';
import { certificates, makePlace, type Place } from './place.ts';
import { runServer } from './run-server.ts';
import { until } from './until.ts';

type Settings = {
  /** Who may sign in by password. */
  passwords: Record<string, string>;
  /** RFC 7662, with the credentials of the resource server in it: `http://id:secret@host:port/…`. */
  introspectionUrl: string;
  /** What of an introspected token names its mailbox. */
  userAttribute: string;
  /** Where a submitted mail goes on to. */
  relay: { host: string; port: number };
};

const ended = /submission-login: Info: .*, port=(?<port>\d+), /g;
const signedInAs = /Login: user=<(?<user>[^>]*)>, method=(?<method>\S+), port=(?<port>\d+), TLS/g;

/**
 * A Dovecot that takes mail for others to deliver, by name and password or by an access token, about which it asks
 * the authorization server. Its `authSocket` answers a Postfix in the same way.
 */
export async function startDovecot(settings: Settings) {
  const place = makePlace('dovecot');
  const ports = await freePorts('starttls', 'tls');
  const { stop } = await runServer(place, {
    program: '/usr/sbin/dovecot',
    args: ['-F', '-c', configure(place, ports, settings)],
    ports: Object.values(ports),
  });
  const log = () => place.read('dovecot.log');
  const doorOf = (port = '') => (Number(port) === ports.tls ? 'tls' : 'starttls');
  const connections = () => found(log(), ended).map(({ port }) => doorOf(port));
  await until('Dovecot has written down who looked whether it is there', () => connections().length === 2);
  return {
    host: 'localhost',
    ports,
    authSocket: place.at('run/for-others'),
    log,
    /** Each connection that has signed in, or gone without, oldest first: its door. */
    connections,
    /** Each sign-in: door, mechanism, user. */
    signIns: () => found(log(), signedInAs).map(({ port, method, user }) => `${doorOf(port)} ${method} ${user}`),
    stop,
  };
}

/** Answers the path of the configuration. */
function configure(place: Place, ports: { starttls: number; tls: number }, settings: Settings): string {
  const { serverCertificate, serverKey } = certificates();
  const { passwords, introspectionUrl, userAttribute, relay } = settings;
  const users = Object.entries(passwords).map(([user, password]) => `${user}:{PLAIN}${password}::::::`);
  const tokens = place.write('oauth2.conf', [
    `introspection_url = ${introspectionUrl}`,
    'introspection_mode = post',
    `username_attribute = ${userAttribute}`,
    'active_attribute = active',
    'active_value = true',
  ]);
  return place.write('dovecot.conf', [
    'protocols = submission',
    'listen = 127.0.0.1',
    `base_dir = ${place.makeFolder('run')}`,
    `state_dir = ${place.makeFolder('state')}`,
    `log_path = ${place.at('dovecot.log')}`,
    'auth_verbose = yes',
    'auth_failure_delay = 0',
    'login_log_format_elements = user=<%u> method=%m port=%{lport} %c',
    'hostname = submission.contoso.example',
    'ssl = required',
    `ssl_cert = <${place.write('certificate.pem', [serverCertificate])}`,
    `ssl_key = <${place.write('key.pem', [serverKey], 'root')}`,
    `mail_location = maildir:${place.makeFolder('mail', 'nobody')}/%u`,
    'auth_mechanisms = plain login xoauth2 oauthbearer',
    ...section('passdb', 'driver = oauth2', 'mechanisms = xoauth2 oauthbearer', `args = ${tokens}`),
    ...section(
      'passdb',
      'driver = passwd-file',
      'mechanisms = plain login',
      `args = ${place.write('users', users, 'dovecot')}`,
    ),
    ...section('userdb', 'driver = static', 'args = uid=nobody gid=nogroup home=/nonexistent'),
    'first_valid_uid = 1',
    ...section(
      'service submission-login',
      ...section('inet_listener submission', `port = ${ports.starttls}`),
      ...section('inet_listener submissions', `port = ${ports.tls}`, 'ssl = yes'),
    ),
    // Who guesses wrong waits longer each time; here everybody has one address.
    ...section('service anvil', ...section('unix_listener anvil-auth-penalty', 'mode = 0')),
    ...section('service auth', ...section('unix_listener for-others', 'mode = 0666')),
    `submission_relay_host = ${relay.host}`,
    `submission_relay_port = ${relay.port}`,
    'submission_relay_ssl = no',
  ]);
}

function section(name: string, ...lines: string[]): string[] {
  return [`${name} {`, ...lines, '}'];
}
