import { WebSocket } from 'ws';
export const client = WebSocket;
