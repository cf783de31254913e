import { providerRules } from '#lib/providers/schema.ts';
import { withKeyFileRule } from './key-file.ts';

// Imported before the schemas that are made of these rules: an application of the provider then shows a key file.
providerRules.microsoft = withKeyFileRule(providerRules.microsoft);
