import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { AgentStory, lines } from './agent-kit.ts';
import { type Fault, FaultyFiles } from './faulty-files.ts';

const LIMITS = { scanMs: 10, watchedScanMs: 10, pollMs: 10, quietMs: 10, saveMs: 5, graceMs: 200 };

/**
 * Append, rename, append, copy and truncate, append; then a restart: with the `at`-th call to the file system failing.
 * Rejects when a line is lost or comes twice. Gives the call that failed, undefined when there were fewer calls.
 */
export async function runWithFault(at: number, fault: Fault): Promise<string | undefined> {
  const story = new AgentStory();
  const files = new FaultyFiles(createNodeFileSystem(), at, fault);
  try {
    story.appendLines('app.log', 'a', 0, 20);
    try {
      await story.start({ files, limits: LIMITS });
    } catch {
      // Checkpoints that cannot be read at all refuse the start: started again, as a supervisor would.
      await story.start({ files, limits: LIMITS });
    }
    await story.expectLines(lines('a', 0, 20));
    story.appendLines('app.log', 'a', 20, 20);
    story.rotate('app.log', 'app.log.1');
    story.appendLines('app.log', 'b', 0, 20);
    await story.expectLines([...lines('a', 0, 40), ...lines('b', 0, 20)]);
    story.appendLines('app.log', 'b', 20, 20);
    story.copyTruncate('app.log', 'app.log.2');
    story.appendLines('app.log', 'c', 0, 20);
    await story.expectLines([...lines('a', 0, 40), ...lines('b', 0, 40), ...lines('c', 0, 20)]);
    await story.agent?.stop();
    story.appendLines('app.log', 'c', 20, 20);
    await story.start({ limits: LIMITS });
    await story.expectLines([...lines('a', 0, 40), ...lines('b', 0, 40), ...lines('c', 0, 40)]);
    return files.failed;
  } catch (error) {
    throw new Error(`call ${at} (${files.failed}) with ${fault}: ${error instanceof Error ? error.message : error}`);
  } finally {
    await story.end();
  }
}
