/** Next.js loads its modules once more: what they leave to be done when the process ends stands where both find it. */
const shared = globalThis as { mailgrantAtEnd?: Set<() => Promise<unknown>> };
shared.mailgrantAtEnd ??= new Set();
const acts = shared.mailgrantAtEnd;

/** Leaves something to whoever ends the process, once everybody is answered. */
export function atEnd(act: () => Promise<unknown>): void {
  acts.add(act);
}

export async function doAtEnd(): Promise<void> {
  const left = [...acts];
  acts.clear();
  await Promise.allSettled(left.map((act) => act()));
}
