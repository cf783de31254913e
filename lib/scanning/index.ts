export { checkScanner } from './check-scanner.ts';
export { scanBytes } from './scan-bytes.ts';
export type { Check, Scanner, ScannerReply, Verdict } from './types.ts';
