import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { found } from './found.ts';
import { freePorts } from './free-ports.ts';
import { certificates, makePlace, type Place } from './place.ts';
import { runServer } from './run-server.ts';
import { until } from './until.ts';

/** Each port writes its log under its own name, so that the log tells which one was contacted. */
const signedIn = (name: string, more: string[]) => [
  `-o syslog_name=${name}`,
  ...more,
  '-o smtpd_sasl_auth_enable=yes',
  '-o smtpd_relay_restrictions=permit_sasl_authenticated,reject',
];

const connected = / (?<door>\w+)\/smtpd\S+ connect from \S+:(?<from>\d+)$/gm;
const signedInAs = / (?<door>\w+)\/smtpd\S+ .* sasl_method=(?<method>\S+), sasl_username=(?<user>\S+)$/gm;

/** The parts of a Postfix that takes mail and puts it into a folder, none of them in a root folder of its own. */
const parts = [
  'cleanup   unix       n - n -     0 cleanup',
  'qmgr      unix       n - n 300   1 qmgr',
  'tlsmgr    unix       - - n 1000? 1 tlsmgr',
  'rewrite   unix       - - n -     - trivial-rewrite',
  'bounce    unix       - - n -     0 bounce',
  'defer     unix       - - n -     0 bounce',
  'trace     unix       - - n -     0 bounce',
  'proxymap  unix       - - n -     - proxymap',
  'error     unix       - - n -     - error',
  'retry     unix       - - n -     - error',
  'virtual   unix       - n n -     - virtual',
  'anvil     unix       - - n -     1 anvil',
  'postlog   unix-dgram n - n -     1 postlogd',
];

type Doors = { open: number; starttls: number; tls: number };

/**
 * A Postfix for contoso.example. `starttls` and `tls` want a sign-in, checked over a Dovecot's `authSocket`; `open`
 * takes mail of this machine as it comes, and would offer STARTTLS and a sign-in to who wants them.
 */
export async function startPostfix({ authSocket, openPort }: { authSocket: string; openPort: number }) {
  const place = makePlace('postfix');
  const ports: Doors = { open: openPort, ...(await freePorts('starttls', 'tls')) };
  configure(place, ports, authSocket);
  execFileSync('/usr/sbin/postfix', ['-c', place.at('etc'), 'check'], { stdio: 'pipe' });
  const master = { program: '/usr/lib/postfix/sbin/master', args: ['-c', place.at('etc'), '-d'] };
  const { stop } = await runServer(place, { ...master, ports: Object.values(ports) });
  const log = () => place.read('mail.log');
  const connections = () => found(log(), connected) as { door: string; from: string }[];
  // Its parts write in their own time: what comes later in the log is to be a test's.
  await until('Postfix has written down who looked whether it is there', () => connections().length === 3);
  return {
    host: 'localhost',
    ports,
    log,
    /** Each connection, oldest first: the door, and the other side's port. */
    connections,
    /** Each sign-in: door, mechanism, user. */
    signIns: () => found(log(), signedInAs).map(({ door, method, user }) => `${door} ${method} ${user}`),
    /** The mails that arrived, whole, as they lie in the recipients' folder. */
    received: () => mailsIn(place.at('mail/inbox/new')),
    stop,
  };
}

function configure(place: Place, ports: Doors, authSocket: string): void {
  const { serverCertificate, serverKey } = certificates();
  place.makeFolder('queue');
  place.makeFolder('mail', 'nobody');
  place.makeFolder('etc');
  place.write('etc/main.cf', [
    'compatibility_level = 3.6',
    `queue_directory = ${place.at('queue')}`,
    `data_directory = ${place.makeFolder('data', 'postfix')}`,
    `maillog_file = ${place.at('mail.log')}`,
    `maillog_file_prefixes = ${place.folder}`,
    'myhostname = mail.contoso.example',
    'inet_interfaces = 127.0.0.1',
    'inet_protocols = ipv4',
    'mynetworks = 127.0.0.0/8',
    'mydestination =',
    'alias_maps =',
    'virtual_mailbox_domains = contoso.example',
    `virtual_mailbox_base = ${place.at('mail')}`,
    'virtual_mailbox_maps = static:inbox/',
    'virtual_uid_maps = static:65534',
    'virtual_gid_maps = static:65534',
    'virtual_minimum_uid = 1',
    'smtpd_client_port_logging = yes',
    'smtpd_error_sleep_time = 0',
    'smtpd_sasl_type = dovecot',
    `smtpd_sasl_path = ${authSocket}`,
    `smtpd_tls_cert_file = ${place.write('certificate.pem', [serverCertificate])}`,
    `smtpd_tls_key_file = ${place.write('key.pem', [serverKey], 'root')}`,
  ]);
  const listeners = {
    open: ['-o syslog_name=open', '-o smtpd_tls_security_level=may', '-o smtpd_sasl_auth_enable=yes'],
    starttls: signedIn('starttls', ['-o smtpd_tls_security_level=encrypt']),
    tls: signedIn('tls', ['-o smtpd_tls_wrappermode=yes']),
  };
  const doors = Object.keys(ports) as (keyof Doors)[];
  const lines = doors.map((door) => `127.0.0.1:${ports[door]} inet n - n - - smtpd ${listeners[door].join(' ')}`);
  place.write('etc/master.cf', [...lines, ...parts]);
}

function mailsIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  } catch {
    return [];
  }
}
