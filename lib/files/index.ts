export { configureScanner } from './configure-scanner.ts';
export { removeScanner } from './remove-scanner.ts';
export { requireClean } from './require-clean.ts';
export { scanFile } from './scan-file.ts';
export { scannerOf } from './scanner-of.ts';
export { testScanner } from './test-scanner.ts';
