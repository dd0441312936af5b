import type { TextTable } from '../../../platform/text.ts';

export const importText = {
  import: ['Import', '匯入', '导入'],
  title: ['Import rules', '匯入規則', '导入规则'],
  file: [
    'filebeat.yml, or the settings of an OpenTelemetry Collector with filelog receivers',
    'filebeat.yml，或含 filelog 接收器的 OpenTelemetry Collector 設定',
    'filebeat.yml，或含 filelog 接收器的 OpenTelemetry Collector 配置',
  ],
  reading: ['Reading…', '讀取中…', '读取中…'],
  filebeat: ['{n} {n|rule|rules} from Filebeat', '來自 Filebeat 的 {n} 條規則', '来自 Filebeat 的 {n} 条规则'],
  otel: [
    '{n} {n|rule|rules} from an OpenTelemetry Collector',
    '來自 OpenTelemetry Collector 的 {n} 條規則',
    '来自 OpenTelemetry Collector 的 {n} 条规则',
  ],
  notes: ['Not carried over, or not exactly ({n})', '未能帶入或不完全相同（{n}）', '未能带入或不完全相同（{n}）'],
  take: ['Take into the draft', '放入草稿', '放入草稿'],
} satisfies TextTable;
