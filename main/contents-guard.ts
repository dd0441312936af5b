import { app, type WebContents } from 'electron';
import { isAppUrl } from './app-origin.ts';
import { offerExternalLink } from './external-link.ts';

/** Keeps every page where it is: no navigation away, no second window, no embedded page. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => refuseForeign(event, event.url));
    contents.on('will-frame-navigate', (event) => refuseForeign(event, event.url));
    contents.on('will-redirect', (event) => refuseForeign(event, event.url));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      offerExternalLink(contents, url);
      return { action: 'deny' };
    });
    forbidPeerConnections(contents);
  });
}

function refuseForeign(event: { preventDefault(): void }, url: string): void {
  if (!isAppUrl(url)) event.preventDefault();
}

/** A peer connection is no request that the session would see: it may not find any way out. */
function forbidPeerConnections(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
