import type { TextTable } from './text.ts';

export const lineText = {
  pinned: ['Pinned to the incident “{title}”', '已釘到事故「{title}」', '已钉到事故“{title}”'],
  untitled: ['untitled', '未命名', '未命名'],
  line: ['Line', '行', '行'],
  startHere: ['Start incident here', '從此處開始事故', '从此处开始事故'],
} satisfies TextTable;
