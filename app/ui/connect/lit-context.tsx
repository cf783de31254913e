'use client';

import { createContext, type MouseEvent, type ReactNode, useContext, useState } from 'react';

type Lit = {
  lit: string | null;
  point: (field: string | null) => void;
  focus: (field: string | null) => void;
};

const Context = createContext<Lit>({ lit: null, point: () => {}, focus: () => {} });

/** Ties the steps of a guide to the fields they fill: pointing at one lights the other, and so does the field in hand. */
export function LitProvider({ children }: { children: ReactNode }) {
  const [pointed, point] = useState<string | null>(null);
  const [focused, focus] = useState<string | null>(null);
  return <Context value={{ lit: pointed ?? focused, point, focus }}>{children}</Context>;
}

/** Which field is lit, whether it is `field` or one of `also`, and the handlers by which `field` is lit. */
export function useLit(field: string | undefined, also: readonly string[] = []) {
  const { lit, point, focus } = useContext(Context);
  const focusing = { onFocus: () => focus(field ?? null), onBlur: () => focus(null) };
  // A page that scrolls under a mouse at rest points at nothing.
  const onMouseMove = ({ movementX, movementY }: MouseEvent) => {
    if (movementX !== 0 || movementY !== 0) point(field ?? null);
  };
  return {
    lit,
    isLit: lit !== null && (lit === field || also.includes(lit)),
    focusing,
    pointing: { ...focusing, onMouseMove, onMouseLeave: () => point(null) },
  };
}
