'use client';

import { Button, FileButton, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type DragEvent, type ReactNode, type Ref, useRef, useState } from 'react';
import { useScannedFile } from '#app/ui/files/file-scanning.tsx';
import classes from './connect.module.css';

export type FileTextProps = {
  label: string;
  description?: ReactNode;
  value?: string;
  error?: ReactNode;
  'data-path'?: string;
  'data-autofocus'?: boolean;
};

type Props = FileTextProps & {
  /** What the system's dialog offers. */
  accept: string;
  placeholder: string;
  /** Nothing longer is read. */
  maxLength: number;
  /** Why the text of a file is not taken; null where it is. */
  problemOf: (text: string) => string | null;
  /** `remark`: what is to be known of a file that was taken. */
  onText: (text: string, remark: string | null) => void;
  place?: Ref<HTMLTextAreaElement>;
  /** Its lines are of a fixed width: one too wide for the field goes on beyond its edge, not in a line of its own. */
  keepsLines?: boolean;
};

/** The text of a file to paste, upload or drop. Of a file that is not taken the reason is shown, and nothing of its text. */
export function FileTextInput(props: Props) {
  const { accept, placeholder, maxLength, problemOf, onText, place, error, keepsLines = false, ...field } = props;
  const t = useTranslations('console.keyFile');
  const { pass, isScanning, status } = useScannedFile();
  /** Why a file that was picked was not taken: its text is not put into the field, where it would be shown. */
  const [refusal, refuse] = useState<string | null>(null);
  /** Else the same file, mended meanwhile, could not be picked again. */
  const forget = useRef<() => void>(null);

  function give(text: string, remark: string | null) {
    refuse(null);
    onText(text, remark);
  }

  /** What stands in the field and was no right text either would pass for that of the file. */
  function refuseFile(reason: string) {
    if (field.value && problemOf(field.value) !== null) onText('', null);
    refuse(reason);
  }

  async function take(picked: readonly File[]) {
    const [one, ...others] = picked;
    forget.current?.();
    if (!one) return;
    if (others.length > 0) return refuseFile(t('oneOnly'));
    if (one.size > maxLength) return refuseFile(t('tooLarge', { name: one.name }));
    const text = await one.text().catch(() => null);
    if (text === null) return refuseFile(t('unreadable', { name: one.name }));
    const problem = problemOf(text);
    if (problem !== null) return refuseFile(`${one.name}: ${problem}`);
    refuse(null);
    const passage = await pass(one);
    if (passage.kind === 'refused') refuseFile(passage.message);
    if (passage.kind === 'taken') give(text, passage.remark);
  }

  return (
    <DropArea onDropped={take}>
      <Textarea
        {...field}
        ref={place ?? null}
        error={refusal === null ? error : <span role="alert">{refusal}</span>}
        onChange={(event) => give(event.currentTarget.value, null)}
        placeholder={placeholder}
        classNames={{ input: keepsLines ? `mono ${classes.lines}` : 'mono' }}
        autosize
        minRows={4}
        maxRows={8}
        spellCheck={false}
        autoComplete="off"
        data-1p-ignore
      />
      <FileButton accept={accept} resetRef={forget} onChange={(picked) => void take(picked ? [picked] : [])}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            size="xs"
            mt={8}
            leftSection={<IconUpload size={14} />}
            loading={isScanning}
          >
            {t('upload')}
          </Button>
        )}
      </FileButton>
      {status}
    </DropArea>
  );
}

type DropAreaProps = { onDropped: (files: File[]) => Promise<void>; children: ReactNode };

function DropArea({ onDropped, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false);
  /** Text that is dragged is the text field's own matter. */
  const withFiles = (act: (event: DragEvent) => void) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    act(event);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way beside the button, for a mouse only
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={withFiles(() => setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={withFiles((event) => {
        setOver(false);
        void onDropped([...event.dataTransfer.files]);
      })}
    >
      {children}
    </div>
  );
}
