export { explain, explainOwn } from './explain.ts';
export type { Again, Facts } from './facts.ts';
export { healthFor } from './health-for.ts';
export { meaningOf } from './meaning-of.ts';
export type { ConsentReason, OwnProblem } from './own-problems.ts';
