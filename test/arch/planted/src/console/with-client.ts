import kafka from 'kafkajs';
export const client = kafka;
