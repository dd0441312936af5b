import { host } from '../../src/host/host.ts';
export const outside = host;
