// Which of the encodings before UTF-8 a text is in, by what decodes without error and by what its characters look like:
// the commonest Chinese characters, kana, hangul, Cyrillic in small letters, accented letters alone among ASCII ones.

import { mendWindows1252 } from './text-encoding.ts';

interface Candidate {
  name: string;
  /** From 0 to 1: how much the text looks as if it were in this encoding. `foreign` are its characters beyond ASCII. */
  likeness: (text: string, foreign: number) => number;
}

const SIMPLIFIED =
  /[的一是在不了有和人这中大为上个国我以要他时来用们到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经错误连接失败请求数据文件服务器启动超时信息处理成功订单用户系统异常开始完成]/g;
const TRADITIONAL =
  /[的一是在不了有和人這中大為上個國我以要他時來用們到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經錯誤連接失敗請求資料檔案伺服器啟動逾時訊息處理成功訂單使用者系統異常開始完成]/g;
const KANA = /[\u3041-\u3096\u30a1-\u30fe]/g;
const HALF_KANA = /[\uff61-\uff9f]/g;
const HANGUL = /[\uac00-\ud7a3]/g;
const CYRILLIC = /[\u0400-\u045f]/g;
const SMALL_CYRILLIC = /[\u0430-\u045f]/g;
// An accented letter or two next to an ASCII letter, or a sign as it stands in ordinary texts.
const WESTERN =
  /(?<=[A-Za-z])[\u00c0-\u00ff]{1,2}(?![\u0080-\uffff])|(?<![\u0080-\uffff])[\u00c0-\u00ff]{1,2}(?=[A-Za-z])/g;
const WESTERN_SIGN = /(?<![\u0080-\uffff])[€–—‘’“”„…°§«»©®µ£±·\u00a0àéèü](?![\u0080-\uffff])/g;

/** Characters of which so large a share is common make a text likely: running text has at least this. */
const CHINESE_SHARE = 0.12;
const KANA_SHARE = 0.25;

const CANDIDATES: readonly Candidate[] = [
  { name: 'gb18030', likeness: (text, foreign) => count(text, SIMPLIFIED) / foreign / CHINESE_SHARE },
  { name: 'big5', likeness: (text, foreign) => count(text, TRADITIONAL) / foreign / CHINESE_SHARE },
  {
    name: 'shift_jis',
    likeness: (text, foreign) => (count(text, KANA) - count(text, HALF_KANA)) / foreign / KANA_SHARE,
  },
  { name: 'euc-jp', likeness: (text, foreign) => count(text, KANA) / foreign / KANA_SHARE },
  // Other texts read as Korean have some hangul too: only nearly nothing else counts.
  { name: 'euc-kr', likeness: (text, foreign) => (count(text, HANGUL) / foreign - 0.8) * 5 },
  { name: 'windows-1251', likeness: cyrillic },
  { name: 'koi8-r', likeness: cyrillic },
  {
    name: 'windows-1252',
    likeness: (text, foreign) => (westernLetters(text) + count(text, WESTERN_SIGN)) / foreign,
  },
];
/** Below it nothing is believed. */
const LEAST_LIKENESS = 0.4;

/** Name of the likeliest encoding of bytes that are no UTF-8; undefined when they look like no text in any of them. */
export function guessLegacyEncoding(bytes: Uint8Array): string | undefined {
  let best: string | undefined;
  let most = LEAST_LIKENESS;
  for (const { name, likeness } of CANDIDATES) {
    const text = decoded(name, bytes);
    if (text === undefined) continue;
    const foreign = text.match(/[^\u0000-\u007f]/gu)?.length ?? 0;
    if (foreign === 0) continue;
    const found = Math.min(1, likeness(text, foreign));
    if (found > most) {
      most = found;
      best = name;
    }
  }
  return best;
}

/** The text when it decodes without error; a character cut at the end is none. */
export function decoded(name: string, bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(bytes, { stream: true });
    return name === 'windows-1252' ? mendWindows1252(text) : text;
  } catch {
    // Not this encoding.
    return undefined;
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function westernLetters(text: string): number {
  return text.match(WESTERN)?.reduce((sum, letters) => sum + letters.length, 0) ?? 0;
}

// Read as the other one of the two, small letters become capitals.
function cyrillic(text: string, foreign: number): number {
  const letters = count(text, CYRILLIC);
  return letters === 0 ? 0 : (letters / foreign) * (count(text, SMALL_CYRILLIC) / letters) * 0.98;
}
