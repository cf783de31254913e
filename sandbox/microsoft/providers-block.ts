import { newRegistrationPath, places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { atCloud, type Cloud, type CloudId, clouds } from './clouds.ts';
import { directories } from './directory.ts';

/** Where one cloud of the sandbox's Microsoft is: what takes the place of the real one's addresses. */
export type CloudBlock = {
  authority: string;
  graphUrl: string;
  smtpHost: string;
  smtpPort: number;
  caCertificate: string;
  links: {
    registration: string;
    /** `{address}` stands for the mailbox. */
    mailbox: string;
  };
};

/** The block `microsoft` of the providers file: the global cloud, and the national ones below `clouds`. */
export type MicrosoftBlock = CloudBlock & { clouds: Record<Exclude<CloudId, 'global'>, CloudBlock> };

export function microsoftBlock(sandbox: Sandbox, smtpHost: string): MicrosoftBlock {
  const { global, ...national } = clouds;
  return {
    ...cloudBlock(sandbox, smtpHost, global),
    clouds: {
      usGov: cloudBlock(sandbox, smtpHost, national.usGov),
      dod: cloudBlock(sandbox, smtpHost, national.dod),
      china: cloudBlock(sandbox, smtpHost, national.china),
    },
  };
}

/** One mail server serves all clouds; a registration is made in a directory of its cloud. */
function cloudBlock(sandbox: Sandbox, smtpHost: string, cloud: Cloud): CloudBlock {
  const { origin, smtpPort, certificates } = sandbox;
  const home = directories.find((directory) => directory.cloud === cloud.id)?.domain ?? '';
  const where = cloud.id === 'global' ? '' : `?directory=${home}`;
  return {
    authority: atCloud(sandbox, cloud).authority,
    graphUrl: `${origin}${cloud.graph}`,
    smtpHost,
    smtpPort,
    caCertificate: certificates.caCertificate,
    links: {
      registration: `${origin}${newRegistrationPath}${where}`,
      mailbox: `${origin}${places.mailbox.path}/{address}`,
    },
  };
}
