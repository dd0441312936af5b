import type { TextTable } from '../platform/text.ts';

export const uiText = {
  tryAgain: ['Try again', '再試一次', '重试'],
  cancel: ['Cancel', '取消', '取消'],
  close: ['Close', '關閉', '关闭'],
  copied: ['Copied', '已複製', '已复制'],
} satisfies TextTable;
