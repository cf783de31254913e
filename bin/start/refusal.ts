/** Something the person who started us can put right; its message is the one sentence they are shown. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

const roomAndRights: Record<string, string> = {
  EACCES: 'there is no right to read or write it. Start as the user who owns it, or set DATA_DIR to a folder of yours',
  EPERM: 'there is no right to change it. Start as the user who owns it, or set DATA_DIR to a folder of yours',
  EROFS: 'the file system is read-only. Set DATA_DIR to a folder that can be written',
  ENOSPC: 'the disk is full. Make room and start again, or set DATA_DIR to a folder on another disk',
  EDQUOT: 'your disk quota is used up. Make room and start again, or set DATA_DIR to a folder on another disk',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n) and start again',
};

/** What to tell the person: one sentence for what they can cure, everything there is for what is our bug. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, path: file } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : roomAndRights[code];
  if (known) return `Cannot use ${file ?? 'a file it needs'}: ${known}.`;
  return error.name === 'AppError' ? error.message : (error.stack ?? error.message);
}
