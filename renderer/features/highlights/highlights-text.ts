import type { TextTable } from '../../platform/text.ts';

export const highlightsText = {
  title: ['Highlights', '標示組', '标记组'],
  intro: [
    'Words of a set are marked in every list of lines while the set is on.',
    '標示組開啟時，每個記錄列表都會標示其中的文字。',
    '标记组开启时，每个日志列表都会标记其中的文字。',
  ],
  none: ['No set so far.', '目前沒有標示組。', '目前没有标记组。'],
  newName: ['Set {n}', '標示組 {n}', '标记组 {n}'],
  add: ['Add a set', '新增標示組', '添加标记组'],
  on: ['Mark the words of {name}', '標示 {name} 的文字', '标记 {name} 的文字'],
  name: ['Name', '名稱', '名称'],
  colour: ['Colour', '顏色', '颜色'],
  amber: ['Amber', '琥珀', '琥珀'],
  blue: ['Blue', '藍', '蓝'],
  green: ['Green', '綠', '绿'],
  pink: ['Pink', '粉紅', '粉红'],
  words: ['Words, one a line', '文字，每行一個', '文字，每行一个'],
  remove: ['Remove {name}', '移除 {name}', '移除 {name}'],
  removed: ['“{name}” removed.', '已移除「{name}」。', '已移除“{name}”。'],
} satisfies TextTable;
