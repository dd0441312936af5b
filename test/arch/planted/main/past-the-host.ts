import { store } from '../src/drivers/sqlite/store.ts';
export const past = store;
