'use client';

import { VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { NoScannerDialog } from './no-scanner-dialog.tsx';
import type { FileScanningState, Passage } from './use-file-scanning.ts';

const Context = createContext<FileScanningState | null>(null);

/**
 * Goes around a form, not into it: the question has a form of its own. What is answered holds for all files of the form.
 */
export function FileScanning({ scanning, children }: { scanning: FileScanningState; children: ReactNode }) {
  return (
    <Context value={scanning}>
      {children}
      <NoScannerDialog scanning={scanning} />
    </Context>
  );
}

/**
 * Has a chosen file scanned before it is taken, for every field that takes one. `status` says so to a screen reader and
 * belongs beside the field.
 */
export function useScannedFile() {
  const t = useTranslations('console.files');
  const scanning = useContext(Context);
  const [name, setName] = useState<string | null>(null);
  if (scanning === null) throw new Error('useScannedFile is used outside of FileScanning.');
  const { pass: scan, asked } = scanning;
  // While the person is asked, nobody looks at the file.
  const isScanning = name !== null && asked === null;

  async function pass(file: File): Promise<Passage> {
    setName(file.name);
    const passage = await scan(file);
    setName(null);
    return passage;
  }

  return {
    pass,
    isScanning,
    status: <VisuallyHidden role="status">{isScanning && t('scanning', { name })}</VisuallyHidden>,
  };
}
