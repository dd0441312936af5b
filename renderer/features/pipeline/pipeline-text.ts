import type { TextTable } from '../../platform/text.ts';

export const pipelineText = {
  title: ['Pipeline', '管線', '管线'],
  embedded: ['embedded store of this console', '此控制台的內嵌儲存', '此控制台的内嵌存储'],
  events: ['Events stored', '已儲存事件', '已存储事件'],
  size: ['Size on disk', '磁碟用量', '磁盘占用'],
  perEvent: ['Per event', '每筆', '每条'],
  reach: ['Reaches from', '涵蓋自', '覆盖自'],
  to: ['to', '到', '到'],
  ingest: ['Comes in', '流入', '流入'],
  linesPerSecond: ['{n} lines/s', '{n} 行/秒', '{n} 行/秒'],
  lag: ['Lag', '延遲', '延迟'],
  losses: ['Losses', '遺失', '丢失'],
  byHour: ['Stored by hour', '依小時的儲存量', '按小时的存储量'],
  hour: ['Hour', '小時', '小时'],
  share: ['Share', '比例', '占比'],
  show: ['Show in Search', '在搜尋中顯示', '在搜索中显示'],
  problems: ['Problems', '問題', '问题'],
  damagedFile: [
    'A file of the store is damaged and set aside; what is shown is without its events: {path}',
    '儲存中有一個檔案損壞，已隔離；顯示內容不含其中的事件：{path}',
    '存储中有一个文件损坏，已隔离；显示内容不含其中的事件：{path}',
  ],
  noProblems: ['Nothing is wrong', '一切正常', '一切正常'],
  rateNow: ['Lines per second, last minutes', '每秒行數，最近數分鐘', '每秒行数，最近几分钟'],
  reading: ['Asking the store…', '正在詢問儲存…', '正在询问存储…'],
  none: ['Nothing is stored yet', '尚未儲存任何資料', '尚未存储任何数据'],
  noneText: [
    'As soon as a rule collects its first line, the store shows here hour by hour.',
    '規則收到第一行後，這裡會逐小時顯示儲存狀況。',
    '规则收到第一行后，这里会逐小时显示存储情况。',
  ],
} satisfies TextTable;
