import type { TextTable } from './text.ts';

export const lineText = {
  pinned: ['Pinned to the incident “{title}”', '已釘到事件「{title}」', '已钉到事件“{title}”'],
  noId: ['This line has no id to trace', '這一行沒有可追蹤的識別碼', '这一行没有可追踪的标识'],
  untitled: ['untitled', '未命名', '未命名'],
  line: ['Line', '行', '行'],
  startHere: ['Start incident here', '從此處開始事件', '从此处开始事件'],
} satisfies TextTable;
