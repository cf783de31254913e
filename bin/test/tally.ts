export type Count = { passed: number; failed: number };
export type Tally = Count & { name: string };
export type TestStep = { name: string; run: () => Promise<Count> };

/** Runs one step with a headline; a step that throws has failed once. */
export async function tally({ name, run }: TestStep): Promise<Tally> {
  const began = Date.now();
  console.log(`\n── ${name}`);
  const count = await run().catch((error: unknown): Count => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed in ${seconds} s`);
  return { name, ...count };
}
