'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { ApiError, api } from '#app/ui/api.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { scannedFileSchema } from '#lib/files/schema.ts';

/** What becomes of a file that somebody chose. */
export type Passage =
  /** It may be taken; the remark says that nobody could look at it, and the operator lets it pass all the same. */
  | { kind: 'taken'; remark: string | null }
  | { kind: 'refused'; message: string }
  /** The question was closed without an answer. */
  | { kind: 'left' };

type Question = { file: File; answer: (passage: Passage | Promise<Passage>) => void };

/** One form's dealings with the virus scanner: what it said, and whether to go on without one. */
export function useFileScanning() {
  const t = useTranslations('console');
  const { slug: tenant } = useTenant();
  const [question, ask] = useState<Question | null>(null);
  const goesOnWithout = useRef(false);

  /** Has a file scanned before it is taken; where there is no scanner, the person is asked, once for each form. */
  async function pass(file: File): Promise<Passage> {
    try {
      const body = { name: file.name.slice(-255), content: base64(new Uint8Array(await file.arrayBuffer())) };
      const { scanned, because } = await api('/api/v1/files/scan', {
        tenant,
        method: 'POST',
        body,
        schema: scannedFileSchema,
      });
      if (scanned) return { kind: 'taken', remark: null };
      if (because === 'unreachable') return { kind: 'taken', remark: t('files.unscanned', { name: file.name }) };
    } catch (error) {
      return { kind: 'refused', message: refusalOf(error) };
    }
    if (goesOnWithout.current) return { kind: 'taken', remark: null };
    return new Promise((answer) => ask({ file, answer }));
  }

  function refusalOf(error: unknown): string {
    if (!(error instanceof ApiError) || error.code === 'internal') return t('errors.unexpected');
    return error.code === 'unreachable' ? t('errors.unreachable') : error.message;
  }

  function answer(passage: Passage | Promise<Passage>) {
    question?.answer(passage);
    ask(null);
  }

  return {
    pass,
    /** The file about which the person is asked; null while nothing is asked. */
    asked: question?.file ?? null,
    goOn: () => {
      goesOnWithout.current = true;
      answer({ kind: 'taken', remark: null });
    },
    leave: () => answer({ kind: 'left' }),
    /** A scanner is there now. */
    again: () => question && answer(pass(question.file)),
  };
}

export type FileScanningState = ReturnType<typeof useFileScanning>;

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
