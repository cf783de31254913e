// Loaded before a child's own script (node --import): its standard input is a pipe that the start holds open. When the
// start is gone, however it went, the pipe ends and so do we.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.on('error', () => {});
// The pipe alone must not keep a child alive that has nothing else to do.
(process.stdin as unknown as { unref?: () => void }).unref?.();

export {};
