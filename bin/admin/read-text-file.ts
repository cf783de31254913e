import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** More than the longest certificate file and key file that a schema takes. */
const maxKiB = 256;
const maxBytes = maxKiB * 1024;

/** The text of a file, or why there is none: one sentence that names the file and says what to do. */
export type FileText = { text: string } | { problem: string };

/**
 * Reads a file that somebody named. A device or a pipe need never end, and a folder has no text: only a regular file
 * is read, and of that no more than 256 KiB.
 */
export async function readTextFile(place: string): Promise<FileText> {
  try {
    // Without O_NONBLOCK a pipe that nobody writes to is waited for before it can be told to be one.
    const file = await open(place, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) {
        return {
          problem: `${place} is no regular file but a folder, device or pipe. Name the file that holds the text.`,
        };
      }
      const bytes = Buffer.alloc(maxBytes + 1);
      let length = 0;
      for (let read = -1; read !== 0; length += read) {
        ({ bytesRead: read } = await file.read(bytes, length, bytes.length - length));
      }
      if (length > maxBytes) {
        return {
          problem: `${place} has more than ${maxKiB} KiB. Name the file that holds this one text and no other.`,
        };
      }
      return { text: bytes.toString('utf8', 0, length) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: `${place} cannot be read (${code}). Name a file that is there and yours to read.` };
  }
}
