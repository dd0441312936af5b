import { store } from '../sqlite/store.ts';
export const other = store;
