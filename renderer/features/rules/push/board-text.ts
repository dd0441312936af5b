import type { TextTable } from '../../../platform/text.ts';

export const boardText = {
  board: ['Board', '看板', '看板'],
  title: ['How r{revision} arrives', 'r{revision} 的套用情形', 'r{revision} 的应用情况'],
  summary: [
    '{applied} of {n} {n|host|hosts} {applied|has|have} applied it',
    '{n} 台主機中 {applied} 台已套用',
    '{n} 台主机中 {applied} 台已应用',
  ],
  noHosts: ['Waiting for hosts…', '等待主機…', '等待主机…'],
  host: ['Host', '主機', '主机'],
  wanted: ['Wanted', '預期', '期望'],
  applied: ['applied', '已套用', '已应用'],
  age: ['Waited', '已等待', '已等待'],
  seconds: ['{n} s', '{n} 秒', '{n} 秒'],
  first: ['First record', '首筆紀錄', '首条记录'],
  state: ['State', '狀態', '状态'],
  waitingLine: ['waiting for a line', '等待新的一行', '等待新的一行'],
  waiting: ['waiting', '等待中', '等待中'],
  refused: ['refused', '已拒絕', '已拒绝'],
  proven: ['applied, proven', '已套用，已證實', '已应用，已证实'],
  later: ['next stage', '下一階段', '下一阶段'],
  'not-affected': ['no rule for it', '無適用規則', '无适用规则'],
  gone: ['gone', '已離線', '已离线'],
  proof: [
    'First record is the first stored line that carries r{revision}: proof that the rules work, not only that they were read.',
    '首筆紀錄是帶有 r{revision} 的第一行：證明規則生效，而不只是被讀取。',
    '首条记录是带有 r{revision} 的第一行：证明规则生效，而不只是被读取。',
  ],
} satisfies TextTable;
