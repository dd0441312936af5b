import { app } from 'electron';
import { createStderrLogger } from '../src/host/stderr-logger.ts';

/** A page that dies this often within a minute is not loaded again. */
const MAX_RELOADS = 3;

/** An error nobody caught ends the program, said on stderr; a page that died is loaded again. */
export function reportCrashes(): void {
  const log = createStderrLogger();
  const end = (error: unknown) => {
    log.error('an error that nobody caught', { error: error instanceof Error ? error.stack : String(error) });
    // Checkpoints and store are safe against a kill; a program in an unknown state is not safe to go on with.
    app.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
  let reloads = 0;
  app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error('the window’s page died', { reason, exitCode });
    if (++reloads > MAX_RELOADS || contents.isDestroyed()) return;
    setTimeout(() => reloads--, 60_000);
    contents.reload();
  });
}
