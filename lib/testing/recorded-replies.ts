import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Reply } from '#lib/errors/index.ts';
import type { ProviderId, ReplyClass } from '#lib/providers/index.ts';
import { providerIds } from '#lib/providers/schema.ts';

/** A reply as a provider gave it, and what its table has to make of it. */
export type Recorded = { row: string; class: ReplyClass; reply: Reply };

const folder = path.resolve(import.meta.dirname, '../providers/recorded-replies');

function recorded(name: string): Recorded[] | null {
  const file = path.join(folder, `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) : null;
}

/** At least one for each row of any server's table, which a provider has that is data alone. */
const ofAnyServer = recorded('custom') ?? [];
const ofNetwork = recorded('network') ?? [];

/** At least one for each row of each provider's table; what the network says is the same for all. */
export const recordedReplies = Object.fromEntries(
  providerIds.map((id) => [id, [...(recorded(id) ?? ofAnyServer), ...ofNetwork]]),
) as Record<ProviderId, Recorded[]>;
