import type { GenerationView } from '#lib/connections/schema.ts';

/** One refresh token of a chain, or so many that are not told one by one. */
export type ChainLink = { kind: 'link'; of: GenerationView } | { kind: 'gap'; above: number; count: number };

/** A chain as it is drawn, newest first: what is left out stands where it belongs, as a number. */
export function chainLinks(chain: readonly GenerationView[]): ChainLink[] {
  return chain.flatMap((of, index): ChainLink[] => {
    const next = chain[index + 1];
    const count = next ? of.generation - next.generation - 1 : 0;
    const link: ChainLink = { kind: 'link', of };
    return count > 0 ? [link, { kind: 'gap', above: of.generation, count }] : [link];
  });
}
