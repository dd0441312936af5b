import type { service } from '../console/service.ts';
export type Upwards = typeof service;
