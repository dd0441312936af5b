import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CODEC, pack, unpack } from '../../../../../src/drivers/kafka/protocol/compression.ts';
import { crc32c } from '../../../../../src/drivers/kafka/protocol/crc32c.ts';

// Packed by the reference command lines (lz4 1.9, snappy-java 1.1); the text is below.
const TEXT = 'crosstail '.repeat(40) + Array.from({ length: 60 }, (_, i) => `line ${i} of ${i * i}`).join('\n');

const FROM_OTHERS: [string, number, string][] = [
  [
    'lz4',
    CODEC.lz4,
    'BCJNGGRApxUCAACvY3Jvc3N0YWlsIAoA/3TBbGluZSAwIG9mIDAKDAAQMQwAEjEMABAyDAASNAwAEDMMABI5DAAQNAwAIjE2DQAQ' +
      'NQ0AIjI1DQAQNg0AEzMaABA3DQATNDQAEDgNABM2TQAQOQ0AEzhmABExfwAkMTCBAAKCABQyHgABhQAjMTQ6ABExiAAjMTZWABIx' +
      'iwATOXIAEjGNAASOABExjwAkMjUeAAGRACQyODwAAZMAJDMyWgABlQAjMzZ4ABEylgAUNJYAETKWACQ0NB4AAZYAIzQ4PAARMpYA' +
      'IzUyWgARMpYAIzU3eAARMpYAFDaWABEylgAVNh4AAZYAFTc8AAGWABU3WgABlgAUOHgAETOWABQ5lgARM5YAFDm0ABEzlgAkMTDT' +
      'ABEzlwAkMTDyABEzmAAkMTERAREzmQAkMTKaABEzmgAkMTJPAREzmwAkMTNuAREznAAkMTSNAREznQAkMTWsARE0ngAkMTafABE0' +
      'nwAkMTbqARI0oAAUNwcCEjSgABQ4JAISNKAAFDlBAhE0oAAkMjCgABE0oAAkMjF7AhE0oAAzMjIweAERNKAAMzIzMJcBETSgADMy' +
      'NDC2ARE1oAAkMjWgABE1oAAlMjYgAAGgACQyN0AAETWgACQyOGAAETWgACQyOYAAETWgABUzoAARNaAAJDMxwAARNaAAJDMy4AAR' +
      'NaAAJDMzAAGgNTkgb2YgMzQ4MQAAAADLDOs+',
  ],
  [
    'lz4 with linked blocks and its size',
    CODEC.lz4,
    'BCJNGGxAFwUAAAAAAACH9wEAAK9jcm9zc3RhaWwgCgD/dMFsaW5lIDAgb2YgMAoMABAxDAASMQwAEDIMABI0DAAQMwwAEjkMABE0' +
      'JAASNg0AEDUNACIyNQ0AEDYNABMzGgARNz8AAzQAEDgNABM2TQAQOQ0AEzhmABExfwAkMTCBAAKCABQyHgABhQAjMTQ6ACIxM3wA' +
      'A1YAEjGLABM5cgASMY0ABI4AIjE2nAAEHgABkQAkMjg8AAGTACQzMloAEjm8AAT8AAGWABQ0lgARMpYAJDQ0HgACGwETODwAETKW' +
      'ACM1MloAETKWACM1N3gAETKWABQ2lgARMpYAFTYeAAGWABU3PAABlgAVN1oAAisBBHgAETOWABQ5lgARM5YAFDm0ABIzLAEUMNMA' +
      'EjMtARQw8gASMy4BFDERASIzNWsBBJoAIjM2EAAETwERM5sAJDEzbgEjMziMAQRgAAGdACQxNawBEjTKARQ2nwASNMsBFDbqARI0' +
      'oAAUNwcCEjSgABQ4JAITNM4BBEECEjTPARQwoAASNNABFDF7AhI00QEkMjBAAAGgADQyMzBgAAGgADMyNDCAACI1MBACBKAAETWg' +
      'ACUyNiAAAaAAJDI3QAAiNTMxAgRgABE1oAAlMjn7AgGgABUzoAASNf8CFDHAACM1N2ICBEAAAnICFDMAAaA1OSBvZiAzNDgxAAAA' +
      'AMsM6z4=',
  ],
  [
    'snappy, raw',
    CODEC.snappy,
    'lwooY3Jvc3N0YWlsIGP+CgD+CgD+CgD+CgD+CgD+CgAFCixsaW5lIDAgb2YgMAoFDAAxAQwAMQkMADIBDAA0CQwAMwEMADkJDAA0' +
      'AQwEMTYJDQA1AQ0EMjUJDQA2AQ0AMw0aADcBDQA0DTQAOAENADYNTQA5AQ0AOA1mADEFfwQxMBGBCYIAMhEeBYUEMTQNOgAxBYgE' +
      'MTYNVgAxCYsAOQ1yADEJjRGOADEFjwQyNREeBZEEMjgRPAWTBDMyEVoFlQQzNg14ADIFlgA0EZYAMgWWBDQ0ER4FlgQ0OA08ADIF' +
      'lgQ1Mg1aADIFlgQ1Nw14ADIFlgA2EZYAMgWWADYVHgWWADcVPAWWADcVWgWWADgReAAzBZYAORGWADMFlgQ5Ng2WADMFlgQxMBHT' +
      'ADMFlwQxMBHyADMFmAQxMTERADMFmQAxNTAAMwWaBDEyMU8AMwWbBDEzMW4AMwWcBDE0MY0AMwWdBDE1MawANAWeBDE2EZ8ANAWf' +
      'CDE2OA2gADQJoAA3UQcANAmgBDg0LTgANAmgADlRQQA0BaAEMjAxOgA0BaAEMjFRewA0BaAIMjIwEUAFoAgyMzAtlwA0BaAIMjQw' +
      'DYAANQWgBDI1EaAANQWgBDI2FSAFoAQyNxFAADUFoAQyOBFgADUFoAQyORGAADUFoAAzFaAANQWgBDMxEcAANQWgBDMyEeAANQWg' +
      'BDMzMQAkNTkgb2YgMzQ4MQ==',
  ],
  [
    'snappy, framed by xerial',
    CODEC.snappy,
    'glNOQVBQWQAAAAABAAAAAQAAAYeACChjcm9zc3RhaWwgY/4KAP4KAP4KAP4KAP4KAP4KAAUKLGxpbmUgMCBvZiAwCgUMADEBDAAx' +
      'CQwAMgEMADQJDAAzAQwAOQkMADQBDAQxNgkNADUBDQQyNQkNADYBDQAzDRoANwENADQNNAA4AQ0ANg1NADkBDQA4DWYAMQV/BDEw' +
      'EYEJggAyER4FhQQxNA06ADEFiAQxNg1WADEJiwA5DXIAMQmNEY4AMQWPBDI1ER4FkQQyOBE8BZMEMzIRWgWVBDM2DXgAMgWWADQR' +
      'lgAyBZYENDQRHgWWBDQ4DTwAMgWWBDUyDVoAMgWWBDU3DXgAMgWWADYRlgAyBZYANhUeBZYANxU8BZYANxVaBZYAOBF4ADMFlgA5' +
      'EZYAMwWWBDk2DZYAMwWWBDEwEdMAMwWXBDEwEfIAMwWYCDExNQ2ZADMFmQAxNTAAMwWaBDEyMU8AMwWbBDEzMW4AMwWcBDE0MY0E' +
      'MzkhyAQxNTGsADQFngQxNhGfADQFnzAxNjgxCmxpbmUgNDIgAAAAsZcCPG9mIDE3NjQKbGluZSA0MyABEAg4NDkNEAA0BRAIOTM2' +
      'DRAANQEQDDIwMjUNEAA2BRAEMTERIAA3BRAEMjARQAA4BRAEMzARYAA5BRAINDAxCUAENTAFEAg1MDANEAAxBRAANhUgADIFEAA3' +
      'EUAANQWgBDI4EWAANQWgBDI5EYAANQWgADMVoAA1BaAIMzEzDaAANQWgBDMyEeAANQWgBDMzMQAkNTkgb2YgMzQ4MQ==',
  ],
];

describe('compression', () => {
  test('what is packed is unpacked', () => {
    const { codec, packed } = pack(Buffer.from(TEXT));
    expect(packed.length).toBeLessThan(TEXT.length / 2);
    expect(String(unpack(codec, packed))).toBe(TEXT);
    expect(pack(Buffer.from('short')).codec).toBe(CODEC.none);
  });

  test('gzip of others', () => {
    expect(String(unpack(CODEC.gzip, gzipSync(TEXT)))).toBe(TEXT);
  });

  test.each(FROM_OTHERS)('%s', (_name, codec, base64) => {
    const packed = Buffer.from(base64, 'base64');
    expect(String(unpack(codec, packed))).toBe(TEXT);
    // Cut anywhere it must not hang, nor read beyond its bytes.
    for (let length = 0; length < packed.length; length++) {
      let text: string | undefined;
      try {
        text = String(unpack(codec, packed.subarray(0, length)));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      if (text !== undefined) expect(TEXT.startsWith(text)).toBe(true);
    }
  });

  test('a codec nobody knows is undefined', () => {
    expect(unpack(5, Buffer.from('x'))).toBeUndefined();
  });
});

describe('crc32c', () => {
  // RFC 3720, B.4.
  test.each([
    ['32 bytes of zeroes', Buffer.alloc(32), 0x8a9136aa],
    ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['32 bytes of 0 to 31', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ['123456789', Buffer.from('123456789'), 0xe3069283],
  ])('%s', (_name, bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum);
    expect(crc32c(Buffer.concat([Buffer.from('x'), bytes, Buffer.from('y')]), 1, bytes.length + 1)).toBe(sum);
  });
});
