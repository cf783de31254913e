'use client';

import type { ReactNode } from 'react';
import classes from './connect.module.css';
import { useLit } from './lit-context.tsx';

/** The place of one field, lit while its step of the guide is pointed at. */
export function LitField({ field, children }: { field: string; children: ReactNode }) {
  const { isLit, focusing } = useLit(field);
  return (
    <div className={classes.field} data-lit={isLit || undefined} {...focusing}>
      {children}
    </div>
  );
}
