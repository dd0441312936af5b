import type { TextTable } from '../../platform/text.ts';

export const settingsText = {
  title: ['Settings', '設定', '设置'],
  kept: ['kept in this window', '儲存在此視窗', '保存在此窗口'],
  theme: ['Theme', '佈景', '主题'],
  system: ['As the system', '跟隨系統', '跟随系统'],
  dark: ['Dark', '深色', '深色'],
  light: ['Light', '淺色', '浅色'],
  language: ['Language', '語言', '语言'],
  density: ['Rows', '列高', '行高'],
  densityNote: ['Height of log and table rows', '日誌列與表格列的高度', '日志行与表格行的高度'],
  dense: ['Dense, 22 px', '緊密，22 px', '紧密，22 px'],
  comfort: ['Comfortable, 28 px', '寬鬆，28 px', '宽松，28 px'],
  zone: ['Time zone', '時區', '时区'],
  zoneNote: ['The zone is named beside every time range', '每個時間範圍旁都標示時區', '每个时间范围旁都标示时区'],
  local: ['Local, {zone}', '本地，{zone}', '本地，{zone}'],
  reader: ['Screen reader mode', '螢幕閱讀器模式', '屏幕阅读器模式'],
  readerNote: [
    'Lines are announced while they flow, and lists keep their rows for the reader',
    '行流入時會朗讀，列表也為閱讀器保留各列',
    '行流入时会朗读，列表也为阅读器保留各行',
  ],
  off: ['Off', '關', '关'],
  on: ['On', '開', '开'],
  about: ['About', '關於', '关于'],
  version: [
    'Crosstail {version}, workspace {name} on {host}',
    'Crosstail {version}，工作區 {name}，主機 {host}',
    'Crosstail {version}，工作区 {name}，主机 {host}',
  ],
} satisfies TextTable;
