import { pane } from '../tails/pane.ts';
export const other = pane;
