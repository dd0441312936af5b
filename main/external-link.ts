import { BrowserWindow, dialog, shell, type WebContents } from 'electron';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import { menuText } from './menu-text.ts';

/** One question at a time: a page that asks for a hundred links gets one. */
let isAsking = false;

/** Links that only open a file at a line; every one of renderer/platform/source-links.ts. */
const EDITOR_LINK = /^(?:(?:vscode|vscodium|cursor|zed):\/\/file\/|idea:\/\/open\?file=)/;
/** Schemes of editors that the user agreed to in this run: he is not asked at each frame. */
const agreed = new Set<string>();

/**
 * Opens a link in the user's browser if it is https and he agrees, seeing where it leads; a link to a file in his
 * editor likewise, asked once a run. Anything else is dropped.
 */
export function offerExternalLink(contents: WebContents, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const window = BrowserWindow.fromWebContents(contents);
  if (url !== undefined && window !== null && !isAsking && EDITOR_LINK.test(address)) {
    settle(openInEditor(window, url));
    return;
  }
  if (url?.protocol !== 'https:' || url.username !== '' || window === null || isAsking) return;
  settle(ask(window, url));
}

function settle(asking: Promise<void>): void {
  isAsking = true;
  asking
    .catch((error: unknown) => createStderrLogger().error('a link was not opened', { error: String(error) }))
    .finally(() => {
      isAsking = false;
    });
}

async function openInEditor(window: BrowserWindow, url: URL): Promise<void> {
  const say = menuText();
  if (!agreed.has(url.protocol)) {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: say.openEditor.replace('{editor}', url.protocol.slice(0, -1)),
      detail: decodeURIComponent(url.href).slice(0, 500),
      buttons: [say.cancel, say.open],
      defaultId: 1,
      cancelId: 0,
    });
    if (response !== 1) return;
    agreed.add(url.protocol);
  }
  await shell.openExternal(url.href);
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
