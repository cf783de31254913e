'use client';

import { Button, Group, Input, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './connect.module.css';
import type { FileTextProps } from './file-text-input.tsx';

type Props = Omit<FileTextProps, 'value'> & {
  /** What the file says of itself. */
  children: ReactNode;
  remark: string | null;
  onAnother: () => void;
  place: (node: HTMLElement | null) => void;
};

/** A file that was taken, in words, in the place of its text. */
export function GivenFile({ label, description, error, children, remark, onAnother, place, ...rest }: Props) {
  const t = useTranslations('console.keyFile');
  const id = useId();
  return (
    <Input.Wrapper label={label} labelElement="div" description={description} error={error}>
      <Group className={classes.key} gap="sm" mt={4}>
        <IconKey size={20} aria-hidden />
        <Text size="sm" id={id} className={classes.keyOf} component="div">
          {children}
        </Text>
        <Button
          ref={place}
          variant="default"
          size="xs"
          onClick={onAnother}
          aria-describedby={id}
          data-path={rest['data-path']}
        >
          {t('another')}
        </Button>
      </Group>
      {remark && (
        <Text size="sm" mt={4} role="status" style={{ overflowWrap: 'anywhere' }}>
          {remark}
        </Text>
      )}
    </Input.Wrapper>
  );
}

/** Once the field turns into its answer, or back, the focus goes with it, and a screen reader says where it is. */
export function useFocusThatStays(isGiven: boolean) {
  const node = useRef<HTMLElement>(null);
  const was = useRef(isGiven);
  useEffect(() => {
    if (was.current !== isGiven) node.current?.focus();
    was.current = isGiven;
  }, [isGiven]);
  return (element: HTMLElement | null) => {
    node.current = element;
  };
}
