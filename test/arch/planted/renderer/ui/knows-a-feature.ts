import { pane } from '../features/tails/pane.ts';
export const above = pane;
