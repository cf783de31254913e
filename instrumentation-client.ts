import { config } from 'zod';

// Before any schema is made: zod otherwise tries whether it may compile code, which the content policy forbids and reports.
config({ jitless: true });
