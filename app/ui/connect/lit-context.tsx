'use client';

import { createContext, type ReactNode, useContext, useState } from 'react';

type Lit = { lit: string | null; light: (field: string | null) => void };

const Context = createContext<Lit>({ lit: null, light: () => {} });

/** Ties the steps of a guide to the fields they fill: pointing at one lights the other. */
export function LitProvider({ children }: { children: ReactNode }) {
  const [lit, light] = useState<string | null>(null);
  return <Context value={{ lit, light }}>{children}</Context>;
}

/** Which field is pointed at, and the handlers that point at `field`. */
export function useLit(field: string | undefined) {
  const { lit, light } = useContext(Context);
  const on = () => light(field ?? null);
  const off = () => light(null);
  return {
    isLit: field !== undefined && lit === field,
    focusing: { onFocus: on, onBlur: off },
    pointing: { onMouseEnter: on, onMouseLeave: off, onFocus: on, onBlur: off },
  };
}
