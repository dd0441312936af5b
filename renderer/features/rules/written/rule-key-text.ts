import type { TextTable } from '../../../platform/text.ts';

/** What each key of a rule says; offered while the rule is written. */
export const ruleKeyText = {
  id: ['Name of the rule, once in the set', '規則名稱，不可重複', '规则名称，不可重复'],
  service: [
    'Service the lines belong to; the id when left out',
    '日誌所屬的服務；省略時為 id',
    '日志所属的服务；省略时为 id',
  ],
  hosts: ['Hosts by name, * for any run of characters', '主機名稱，* 代表任意字元', '主机名称，* 代表任意字符'],
  labels: ['Hosts by label: all of these', '以標籤選主機：須全部符合', '以标签选主机：须全部匹配'],
  paths: ['Files to follow, as globs', '要跟隨的檔案（glob）', '要跟随的文件（glob）'],
  exclude: ['Files to leave out, as globs', '要排除的檔案（glob）', '要排除的文件（glob）'],
  encoding: ['Encoding of the files', '檔案編碼', '文件编码'],
  format: ['How a line is read', '如何解讀一行', '如何解读一行'],
  multiline: ['How lines become one event', '如何把多行合成一個事件', '如何把多行合成一个事件'],
  timezone: ['Zone of times written without one', '未標時區的時間所屬時區', '未标时区的时间所属时区'],
  start: ['Where reading of a new file begins', '新檔案從何處開始讀', '新文件从何处开始读'],
  drop: ['Events that match are not collected', '符合者不收集', '匹配者不收集'],
  redact: ['What is made unreadable before it leaves the host', '離開主機前要遮蔽的內容', '离开主机前要遮蔽的内容'],
  fields: ['Labels added to every event', '加到每個事件的標籤', '加到每个事件的标签'],
  correlate: ['Patterns whose named groups are ids', '具名群組即識別碼的樣式', '命名分组即标识的模式'],
  rateLimit: ['Most events a second; the rest is counted', '每秒最多事件數；其餘只計數', '每秒最多事件数；其余只计数'],
  sample: ['Share of events kept, 0 to 1', '保留事件的比例，0 到 1', '保留事件的比例，0 到 1'],
  topic: ['Kafka topic it goes to', '送往的 Kafka 主題', '送往的 Kafka 主题'],
  enabled: ['false switches the rule off', 'false 表示停用', 'false 表示停用'],
} satisfies TextTable;
