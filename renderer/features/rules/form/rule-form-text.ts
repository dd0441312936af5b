import type { TextTable } from '../../../platform/text.ts';

export const ruleFormText = {
  form: ['Form', '表單', '表单'],
  yamlTab: ['YAML', 'YAML', 'YAML'],
  editAs: ['Edit as', '編輯方式', '编辑方式'],
  broken: [
    'The text cannot be read as a list of rules. Mend it as YAML; the problems are listed beside it.',
    '文字無法解讀為規則清單。請以 YAML 修正；問題列於旁邊。',
    '文本无法解读为规则列表。请以 YAML 修正；问题列于旁边。',
  ],
  noRule: [
    'Choose a rule in the list, or add one.',
    '請在清單中選擇規則，或新增一條。',
    '请在列表中选择规则，或新增一条。',
  ],
  add: ['Add a rule', '新增規則', '新增规则'],
  remove: ['Remove this rule', '移除此規則', '移除此规则'],
  readOnly: ['You may look, not publish: {reason}', '可檢視，不可發佈：{reason}', '可查看，不可发布：{reason}'],
  perLine: ['one on each line', '每行一項', '每行一项'],
  pairs: ['name: value on each line', '每行一組 名稱: 值', '每行一组 名称: 值'],
  matchesHosts: ['Matches {n}: {names}', '符合 {n} 台：{names}', '匹配 {n} 台：{names}'],
  matchesNoHost: ['No known host matches', '沒有已知主機符合', '没有已知主机匹配'],
  matchesFiles: [
    '{n} {n|file|files} on {host} now, {size}',
    '{host} 上現有 {n} 個檔案，{size}',
    '{host} 上现有 {n} 个文件，{size}',
  ],
  multilineStart: ['first line matches…', '首行符合…', '首行匹配…'],
  startPattern: ['Pattern of an event’s first line', '事件首行的樣式', '事件首行的模式'],
  maxLines: ['Most lines', '最多行數', '最多行数'],
  timeout: ['Waits', '等待', '等待'],
  redactKind: ['What', '內容', '内容'],
  redactPattern: ['Pattern', '樣式', '模式'],
  redactReplace: ['Replacement', '取代為', '替换为'],
  ownPattern: ['own pattern', '自訂樣式', '自定义模式'],
  addRedaction: ['Add a redaction', '新增遮蔽', '新增遮蔽'],
  removeRedaction: ['Remove this redaction', '移除此遮蔽', '移除此遮蔽'],
} satisfies TextTable;
