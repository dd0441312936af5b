import type { TextTable } from '../../platform/text.ts';

export const timeShiftsText = {
  title: ['Set clocks right', '校正時鐘', '校正时钟'],
  intro: [
    'Lines from a clock that was wrong are merged, searched and traced by the right time. What is stored stays as it is.',
    '時鐘有誤的記錄會以正確時間合併、搜尋與追蹤；儲存的內容不變。',
    '时钟有误的日志会以正确时间合并、搜索和追踪；存储的内容不变。',
  ],
  whose: ['Whose lines', '哪些記錄', '哪些日志'],
  file: ['File', '檔案', '文件'],
  service: ['Service', '服務', '服务'],
  host: ['Host', '主機', '主机'],
  name: ['Name', '名稱', '名称'],
  amount: ['Move by', '移動', '移动'],
  amountHint: ['Such as +1h, −38ms or +1d 2h.', '例如 +1h、−38ms 或 +1d 2h。', '例如 +1h、−38ms 或 +1d 2h。'],
  amountHintLine: [
    'Such as +1h or −38ms, or the right time of this line: 10:31:02.',
    '例如 +1h 或 −38ms，或這一行的正確時間：10:31:02。',
    '例如 +1h 或 −38ms，或这一行的正确时间：10:31:02。',
  ],
  amountBad: [
    '“{text}” is neither a stretch of time nor a time.',
    '「{text}」不是時間長度也不是時間。',
    '“{text}”不是时长也不是时间。',
  ],
  becomes: ['{from} becomes {to}', '{from} 變為 {to}', '{from} 变为 {to}'],
  add: ['Add', '新增', '添加'],
  remove: ['Remove the shift of {name}', '移除 {name} 的校正', '移除 {name} 的校正'],
  none: ['No clock is set right so far.', '目前沒有校正任何時鐘。', '目前没有校正任何时钟。'],
  save: ['Save', '儲存', '保存'],
} satisfies TextTable;
