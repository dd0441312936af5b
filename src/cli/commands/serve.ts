import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { action, type CommandContext } from '../command-context.ts';
import { wholeNumber } from './search.ts';

export interface ServeOptions {
  port?: string;
  open?: boolean;
  sample: boolean;
  viewer?: boolean;
}

/** `crosstail serve`: the console in the browser. */
export function register(program: Command): void {
  program
    .command('serve')
    .description('the console in the browser, on loopback, behind a token')
    .option('--port <N>', 'port (default: any free one)')
    .option('--open', 'open the browser')
    .option('--no-sample', 'without the sample shop')
    .option('--viewer', 'whoever has the address may look, and not change anything')
    .action(action(serveConsole));
}

/** Serves until interrupted. */
export async function serveConsole(context: CommandContext, options: ServeOptions): Promise<void> {
  const port = options.port === undefined ? 0 : wholeNumber(options.port, '--port');
  if (port > 65_535) throw new AppError('USAGE', `--port was given ${port}.`, { hint: 'A port is at most 65535.' });
  const [{ openSwitchableConsole }, { startHttpHost }, { rendererFolder }] = await Promise.all([
    import('../../host/workspaces/switchable-console.ts'),
    import('../../host/http/http-host.ts'),
    import('../../host/http/renderer-folder.ts'),
  ]);
  const { workspace, kafka, zookeeper, elasticsearch, host: name } = context.options;
  const opened = await openSwitchableConsole({
    named: {
      ...(workspace === undefined ? {} : { workspace }),
      ...(kafka === undefined ? {} : { kafka }),
      ...(zookeeper === undefined ? {} : { zookeeper }),
      ...(elasticsearch === undefined ? {} : { elasticsearch }),
    },
    sample: options.sample,
    shell: 'browser',
    ...(name === undefined ? {} : { host: name }),
  });
  try {
    const { asViewer } = await import('../../console/viewer-services.ts');
    const services = options.viewer ? asViewer(opened.services) : opened.services;
    const host = await startHttpHost({ services, port, rendererDirectory: rendererFolder() });
    if (context.options.json) await context.out(`${JSON.stringify({ url: host.url })}\n`);
    else
      await context.out(
        `Crosstail is at ${host.url}\n(the address holds your token${options.viewer ? ', for viewers' : ''}; Ctrl-C stops)\n`,
      );
    if (options.open) openBrowser(host.url);
    await aborted(context.signal);
    await host.close();
  } finally {
    await opened.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command!, [...args, url], { stdio: 'ignore', detached: true });
  // The address was printed: without a browser to open it is opened by hand.
  child.on('error', () => {});
  child.unref();
}
