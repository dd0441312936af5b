import { BrowserWindow, dialog, shell, type WebContents } from 'electron';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import { menuText } from './menu-text.ts';

/** One question at a time: a page that asks for a hundred links gets one. */
let isAsking = false;

/** Opens a link in the user's browser if it is https and he agrees, seeing where it leads. Anything else is dropped. */
export function offerExternalLink(contents: WebContents, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const window = BrowserWindow.fromWebContents(contents);
  if (url?.protocol !== 'https:' || url.username !== '' || window === null || isAsking) return;
  isAsking = true;
  ask(window, url)
    .catch((error: unknown) => createStderrLogger().error('a link was not opened', { error: String(error) }))
    .finally(() => {
      isAsking = false;
    });
}

async function ask(window: BrowserWindow, url: URL): Promise<void> {
  const say = menuText();
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: say.openLink.replace('{host}', url.host),
    detail: url.href.slice(0, 500),
    buttons: [say.cancel, say.open],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1) await shell.openExternal(url.href);
}
