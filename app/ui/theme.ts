'use client';

import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent. Any other colour says a state (global.css). */
const ink: MantineColorsTuple = [
  '#eef2fc',
  '#dce4f8',
  '#b8c8f0',
  '#93ace9',
  '#7794e4',
  '#6183de',
  '#4b6fd4',
  '#3659bd',
  '#2c4a9f',
  '#223b80',
];

const gray: MantineColorsTuple = [
  '#f7f8f9',
  '#eff1f3',
  '#e4e7ea',
  '#d5d9de',
  '#b9bfc7',
  '#8b929c',
  '#626975',
  '#474d57',
  '#2e333b',
  '#1b1e24',
];

const dark: MantineColorsTuple = [
  '#e6e7ea',
  '#c8cbd1',
  '#a4a9b2',
  '#7f858f',
  '#3b4049',
  '#31353d',
  '#23262d',
  '#17191e',
  '#121418',
  '#0d0f12',
];

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  black: '#1b1e24',
  colors: { ink, gray, dark },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.0625rem' } } },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { centered: true, radius: 'lg' } },
    PasswordInput: { defaultProps: { visibilityToggleFocusable: true } },
    // A second banner of the page to a screen reader, as a <header>.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Paper: { defaultProps: { radius: 'lg' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
});

/** Mantine's own dimmed text and error text are too faint to read on these backgrounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b626d',
    '--mantine-color-error': '#b42318',
    '--mantine-color-placeholder': '#6b727d',
  },
  dark: {
    '--mantine-color-dimmed': '#a4a9b2',
    '--mantine-color-error': '#ff9b8f',
    '--mantine-color-placeholder': '#8d939d',
  },
});
