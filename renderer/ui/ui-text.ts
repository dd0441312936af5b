import type { TextTable } from '../platform/text.ts';

export const uiText = {
  tryAgain: ['Try again', '再試一次', '重试'],
  cancel: ['Cancel', '取消', '取消'],
  undo: ['Undo', '復原', '撤销'],
  close: ['Close', '關閉', '关闭'],
  copied: ['Copied', '已複製', '已复制'],
  from: ['From', '從', '从'],
  to: ['To', '到', '到'],
  rangeHelp: [
    'An instant (2026-11-23 10:31:02, 10:30, epoch) or a distance from now (-15m, -2h, now).',
    '可輸入時刻（2026-11-23 10:31:02、10:30、epoch）或與現在的距離（-15m、-2h、now）。',
    '可输入时刻（2026-11-23 10:31:02、10:30、epoch）或与现在的距离（-15m、-2h、now）。',
  ],
  notATime: ['“{text}” is not a time.', '「{text}」不是時間。', '“{text}”不是时间。'],
  fromAfterTo: ['The start lies behind the end.', '起點晚於終點。', '起点晚于终点。'],
  showRange: ['Show this range', '顯示此範圍', '显示此范围'],
} satisfies TextTable;
