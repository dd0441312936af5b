import type { TextTable } from './text.ts';

/** What can be wrong with a query, in the words of the window. The parser's own words are English. */
export const queryProblemText = {
  openQuote: ['This quotation mark is not closed.', '這個引號沒有結尾。', '这个引号没有结尾。'],
  openQuoteHint: ['Close it with another ".', '請加上另一個 "。', '请加上另一个 "。'],
  openRange: ['This range is not closed.', '這個範圍沒有結尾。', '这个范围没有结尾。'],
  openRangeHint: ['Write field:[from TO to].', '請寫成 field:[from TO to]。', '请写成 field:[from TO to]。'],
  badRange: ['A range is two ends with TO between them.', '範圍是兩端中間加 TO。', '范围是两端中间加 TO。'],
  badRangeHint: [
    'Write field:[from TO to]; * leaves an end open.',
    '請寫成 field:[from TO to]；* 表示不限。',
    '请写成 field:[from TO to]；* 表示不限。',
  ],
  misplaced: ['“{value}” cannot stand here.', '「{value}」不能放在這裡。', '“{value}”不能放在这里。'],
  misplacedHint: [
    'Put a word, a "phrase" or field:value before it, or quote it.',
    '請在前面加上字詞、"片語" 或 欄位:值，或加上引號。',
    '请在前面加上词语、"短语" 或 字段:值，或加上引号。',
  ],
  closedBracket: ['This bracket was never opened.', '這個括號沒有開頭。', '这个括号没有开头。'],
  closedBracketHint: ['Remove it, or open one before.', '請刪除它，或在前面加上開頭。', '请删除它，或在前面加上开头。'],
  openBracket: ['This bracket is not closed.', '這個括號沒有結尾。', '这个括号没有结尾。'],
  openBracketHint: ['Close it with ).', '請加上 )。', '请加上 )。'],
  endMissing: ['Something is missing at the end.', '結尾少了東西。', '结尾缺了内容。'],
  endMissingHint: [
    'Add a word, a "phrase" or field:value.',
    '請加上字詞、"片語" 或 欄位:值。',
    '请加上词语、"短语" 或 字段:值。',
  ],
  valueMissing: ['The value of “{value}” is missing.', '「{value}」沒有值。', '“{value}”没有值。'],
  valueMissingHint: [
    'Write it right behind, without a blank.',
    '請直接寫在後面，不加空格。',
    '请直接写在后面，不加空格。',
  ],
  valueHere: ['A value is missing here.', '這裡少了一個值。', '这里缺了一个值。'],
  valueHereHint: ['Write field:(a OR b).', '請寫成 field:(a OR b)。', '请写成 field:(a OR b)。'],
  noValue: ['“{value}” is not a value.', '「{value}」不是值。', '“{value}”不是值。'],
  noValueHint: [
    'Put a value with such characters in "quotes".',
    '含有這類字元的值請加上 "引號"。',
    '含有这类字符的值请加上 "引号"。',
  ],
  noCompare: [
    '“{value}” compares with a value, and none is here.',
    '「{value}」要與值比較，但這裡沒有值。',
    '“{value}”要与值比较，但这里没有值。',
  ],
  noCompareHint: [
    'Write level>=WARN or duration>250.',
    '請寫成 level>=WARN 或 duration>250。',
    '请写成 level>=WARN 或 duration>250。',
  ],
  noLevel: ['“{value}” is not a level.', '「{value}」不是等級。', '“{value}”不是级别。'],
  noLevelHint: [
    'Levels are TRACE DEBUG INFO NOTICE WARN ERROR CRITICAL FATAL.',
    '等級有 TRACE DEBUG INFO NOTICE WARN ERROR CRITICAL FATAL。',
    '级别有 TRACE DEBUG INFO NOTICE WARN ERROR CRITICAL FATAL。',
  ],
  noTime: ['“{value}” is not a time.', '「{value}」不是時間。', '“{value}”不是时间。'],
  noTimeHint: [
    'Write 2026-11-23T10:31:02Z, 10:30, -15m or epoch milliseconds.',
    '請寫成 2026-11-23T10:31:02Z、10:30、-15m 或 epoch 毫秒。',
    '请写成 2026-11-23T10:31:02Z、10:30、-15m 或 epoch 毫秒。',
  ],
  badPattern: ['The pattern cannot be used: {value}.', '無法使用這個樣式：{value}。', '无法使用这个模式：{value}。'],
  badPatternHint: [
    'Use RE2 syntax: no look-around, no back-references, at most 1,000 characters.',
    '請用 RE2 語法：不可環視、不可反向參照，最多 1,000 字元。',
    '请用 RE2 语法：不可环视、不可反向引用，最多 1,000 字符。',
  ],
  tooLarge: ['The query is too long or too deep.', '查詢太長或太深。', '查询太长或太深。'],
  tooLargeHint: ['Shorten it, or split it into several.', '請縮短，或分成數個查詢。', '请缩短，或分成多个查询。'],
} satisfies TextTable;
