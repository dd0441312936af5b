import { EventEmitter } from 'node:events';
export const emitter = new EventEmitter();
