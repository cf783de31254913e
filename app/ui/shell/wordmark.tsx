import classes from './console-shell.module.css';

/** The product's name with its sign: an envelope whose flap is a tick. */
export function Wordmark() {
  return (
    <span className={classes.mark}>
      <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
        <rect x="1.5" y="4" width="21" height="16" rx="4" fill="var(--mantine-primary-color-filled)" />
        <path
          d="M6 10.5 10.8 15 18.5 8.2"
          fill="none"
          stroke="#fff"
          strokeWidth="2.2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      Mailgrant
    </span>
  );
}
