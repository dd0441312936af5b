import { service } from '../console/service.ts';
export const upwards = service;
