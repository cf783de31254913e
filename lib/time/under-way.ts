/**
 * Work that is begun and not waited for, so many pieces at most: what waits for somebody else's server holds up nothing
 * but its own place. A piece must not fail; what it throws is the process's concern.
 */
export function createUnderWay(most: number) {
  const pieces = new Map<string, Promise<void>>();
  return {
    /** What is under way, by name. */
    names: (): string[] => [...pieces.keys()],
    free: (): number => most - pieces.size,
    begin: (name: string, work: () => Promise<void>): void => {
      pieces.set(
        name,
        work().finally(() => pieces.delete(name)),
      );
    },
    settled: async (): Promise<void> => {
      await Promise.all(pieces.values());
    },
  };
}
