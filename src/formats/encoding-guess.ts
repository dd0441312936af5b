// The encoding of a file nobody named: by its byte order mark, by where its NUL bytes stand, by what decodes without error.
import { encodingOfMark } from './text-encoding.ts';

const LOOK_BYTES = 64 * 1024;
// Tried in this order; what makes one likelier than another is how many of its characters are common.
const CANDIDATES = ['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'windows-1252'];
const COMMON: Readonly<Record<string, RegExp>> = {
  gb18030:
    /[的一是在不了有和人这中大为上个国我以要他时来用们到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经错误连接失败请求数据文件服务器启动超时信息]/g,
  big5: /[的一是在不了有和人這中大為上個國我以要他時來用們到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經錯誤連接失敗請求資料檔案伺服器啟動逾時訊息]/g,
  shift_jis: /[\u3041-\u30fe]/g,
  'euc-jp': /[\u3041-\u30fe]/g,
  'euc-kr': /[\uac00-\ud7a3]/g,
  'windows-1252': /[\u00c0-\u00ff€–—‘’“”]/g,
};

/** Name of the likeliest encoding; `utf-8` when nothing speaks against it. */
export function guessEncoding(head: Uint8Array): string {
  const mark = encodingOfMark(head);
  if (mark !== undefined) return mark.name;
  const bytes = head.subarray(0, LOOK_BYTES);
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return wide;
  if (decoded('utf-8', bytes) !== undefined) return 'utf-8';
  let best = { name: 'utf-8', score: 0.2 };
  for (const name of CANDIDATES) {
    const text = decoded(name, bytes);
    if (text === undefined) continue;
    const foreign = text.match(/[^\u0000-\u007f]/g)?.length ?? 0;
    const score = foreign === 0 ? 0 : (text.match(COMMON[name]!)?.length ?? 0) / foreign;
    if (score > best.score) best = { name, score };
  }
  return best.name;
}

/** The text when it decodes without error; a character cut at the end is none. */
function decoded(name: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    // Not this encoding.
    return undefined;
  }
}

// ASCII text in wide units has its NUL bytes in every second place.
function wideEncoding(bytes: Uint8Array): string | undefined {
  const pairs = Math.min(bytes.length, 4096) >> 1;
  if (pairs < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (bytes[i * 2] === 0) even++;
    if (bytes[i * 2 + 1] === 0) odd++;
  }
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'utf-16le';
  return even > pairs * 0.7 && odd < pairs * 0.1 ? 'utf-16be' : undefined;
}
