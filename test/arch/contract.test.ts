// The contract as JSON Schema, checked in: scripts and windows of other versions rely on it, so that every change is
// seen. Meant changes: npx vitest run test/arch/contract.test.ts -u
import { expect, test } from 'vitest';
import { z } from 'zod';
import { CONTRACT_VERSION, contract } from '../../src/contract/contract.ts';

test('the contract is as recorded', async () => {
  const schema = (type: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(type, { io, unrepresentable: 'any' });
  const methods = Object.entries(contract).map(([name, method]) => [
    name,
    {
      kind: method.kind,
      input: schema(method.input, 'input'),
      ...(method.kind === 'call'
        ? { output: schema(method.output, 'output') }
        : { item: schema(method.item, 'output') }),
    },
  ]);
  const text = JSON.stringify({ version: CONTRACT_VERSION, methods: Object.fromEntries(methods) }, null, 1);
  await expect(`${text}\n`).toMatchFileSnapshot('contract.snapshot');
});
