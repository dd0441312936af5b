// Words of the native menu and dialogs. The page has its own table; this one is only what the system draws.
import { app } from 'electron';

const ENGLISH = {
  file: 'File',
  addFiles: 'Add Log Files…',
  addFolder: 'Add Log Folder…',
  edit: 'Edit',
  view: 'View',
  go: 'Go',
  window: 'Window',
  help: 'Help',
  tails: 'Tails',
  search: 'Search',
  incident: 'Incident',
  rules: 'Rules',
  hosts: 'Hosts',
  pipeline: 'Pipeline',
  settings: 'Settings',
  keys: 'All Keys',
  openLink: 'Open a page of {host} in your browser?',
  openEditor: 'Open files of your source folders in {editor}?',
  notAdded: 'The logs were not added.',
  open: 'Open',
  cancel: 'Cancel',
};
export type MenuText = typeof ENGLISH;

const TRADITIONAL: MenuText = {
  file: '檔案',
  addFiles: '加入日誌檔…',
  addFolder: '加入日誌資料夾…',
  edit: '編輯',
  view: '檢視',
  go: '前往',
  window: '視窗',
  help: '說明',
  tails: '即時日誌',
  search: '搜尋',
  incident: '事故',
  rules: '規則',
  hosts: '主機',
  pipeline: '管線',
  settings: '設定',
  keys: '所有按鍵',
  openLink: '要在瀏覽器中開啟 {host} 的網頁嗎？',
  openEditor: '要在 {editor} 中開啟原始碼資料夾的檔案嗎？',
  notAdded: '日誌沒有加入。',
  open: '開啟',
  cancel: '取消',
};

const SIMPLIFIED: MenuText = {
  file: '文件',
  addFiles: '添加日志文件…',
  addFolder: '添加日志文件夹…',
  edit: '编辑',
  view: '视图',
  go: '前往',
  window: '窗口',
  help: '帮助',
  tails: '实时日志',
  search: '搜索',
  incident: '事故',
  rules: '规则',
  hosts: '主机',
  pipeline: '管道',
  settings: '设置',
  keys: '所有按键',
  openLink: '要在浏览器中打开 {host} 的网页吗？',
  openEditor: '要在 {editor} 中打开源代码文件夹的文件吗？',
  notAdded: '日志没有添加。',
  open: '打开',
  cancel: '取消',
};

/** The words in the system's language; English where we have no better. */
export function menuText(): MenuText {
  const locale = app.getLocale();
  if (!/^zh\b/i.test(locale)) return ENGLISH;
  return /hant|-(tw|hk|mo)\b/i.test(locale) ? TRADITIONAL : SIMPLIFIED;
}
