import fs from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentStory, lines } from '../../kit/agent-kit.ts';

let story: AgentStory;
beforeEach(() => {
  story = new AgentStory();
});
afterEach(() => story.end());

test('a file is read from its beginning and followed', async () => {
  story.appendLines('app.log', 'a', 0, 100);
  await story.start();
  await story.expectLines(lines('a', 0, 100));
  story.appendLines('app.log', 'a', 100, 50);
  await story.expectLines(lines('a', 0, 150));
});

test('A3.1 renamed and created anew while running: both are read, none twice', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  story.appendLines('app.log', 'a', 10, 10);
  story.rotate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 10);
  await story.expectLines([...lines('a', 0, 20), ...lines('b', 0, 10)]);
  expect(story.agent?.report().lossesTotal).toBe(0);
});

test('a restart goes on exactly where it was', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  await story.agent?.stop();
  story.appendLines('app.log', 'a', 10, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 20));
  expect(story.sink.duplicates).toBe(0);
});

test('A3.4 copytruncate with the copy inside the glob: nothing lost, nothing twice', async () => {
  story.appendLines('app.log', 'a', 0, 100);
  await story.start();
  await story.expectLines(lines('a', 0, 100));
  story.appendLines('app.log', 'a', 100, 100);
  story.copyTruncate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 100);
  await story.expectLines([...lines('a', 0, 200), ...lines('b', 0, 100)]);
  expect(story.agent?.report().lossesTotal).toBe(0);
  expect(fs.existsSync(story.path('app.log.1'))).toBe(true);
});
