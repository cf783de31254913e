const everyMs = 1_000;

/**
 * Calls once when npm, which runs us, was ended: it ends the shell between it and us, and tells us nothing. Started
 * without npm we may outlive whoever began us, as under nohup.
 */
export function onRunnerGone(then: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const runner = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === runner) return;
    clearInterval(timer);
    then();
  }, everyMs);
  timer.unref();
}
