import { defineConfig } from 'playwright/test';
import journeys from './playwright.config.ts';

/** `npm run pictures`: takes the pictures of README and docs from the running product. */
export default defineConfig({ ...journeys, testMatch: 'pictures.ts' });
