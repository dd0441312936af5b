import { afterEach, beforeEach, expect, test } from 'vitest';
import { halvesOf } from '../../../src/agent/delivery/batch-halves.ts';
import { AppError } from '../../../src/base/errors.ts';
import { type EventBatch, eventAt } from '../../../src/model/event-batch.ts';
import { AgentStory, CollectingSink, lines } from '../../kit/agent-kit.ts';
import { until } from '../../kit/until.ts';

/** Refuses every batch with an event whose message fits. */
class PickySink extends CollectingSink {
  calls = 0;
  readonly #refused: RegExp;

  constructor(refused: RegExp) {
    super();
    this.#refused = refused;
  }

  override async append(batch: EventBatch) {
    this.calls++;
    for (let i = 0; i < batch.count; i++) {
      if (this.#refused.test(eventAt(batch, i).message)) throw new AppError('BAD_INPUT', 'It is too large.');
    }
    return super.append(batch);
  }
}

let story: AgentStory;
beforeEach(() => {
  story = new AgentStory();
});
afterEach(() => story.end());

test('one event that is refused for good does not take the others with it', async () => {
  story.sink = new PickySink(/ 77$/);
  story.appendLines('app.log', 'a', 0, 200);
  await story.readOnce();
  expect(story.sink.messages).toEqual(lines('a', 0, 200).filter((line) => !line.endsWith(' 77')));
  const before = Buffer.byteLength(
    lines('a', 0, 77)
      .map((line) => `${line}\n`)
      .join(''),
  );
  expect(story.agent?.report().losses).toMatchObject([
    { path: story.path('app.log'), reason: 'refused: It is too large.', fromOffset: before },
  ]);
  expect(story.agent?.report().losses[0]?.toOffset).toBe(before + Buffer.byteLength(`${lines('a', 77, 1)[0]}\n`));
});

test('a receiver that refuses everything is not asked for every event, and every byte is reported', async () => {
  const sink = new PickySink(/./);
  story.sink = sink;
  story.appendLines('app.log', 'a', 0, 5_000);
  await story.start();
  const agent = story.agent!;
  await until(() => agent.report().lossesTotal > 0 && agent.report().lagBytes === 0);
  const { losses } = agent.report();
  expect(sink.calls).toBeLessThan(1_000);
  expect(sink.events).toEqual([]);
  expect(losses.at(-1)?.toOffset).toBe(agent.report().files[0]?.sizeBytes);
});

test('halves cover the batch, each event in one of them', async () => {
  let batch: EventBatch | undefined;
  const sink = new CollectingSink();
  story.sink = Object.assign(sink, {
    append: async (given: EventBatch) => {
      batch ??= given;
      return { duplicates: 0 };
    },
  });
  story.appendLines('app.log', 'a', 0, 7);
  await story.readOnce();
  const [first, second] = halvesOf(batch!);
  expect([first.fromOffset, second.toOffset]).toEqual([batch!.fromOffset, batch!.toOffset]);
  expect(first.toOffset).toBe(second.fromOffset);
  const messages = [first, second].flatMap((half) =>
    Array.from({ length: half.count }, (_, i) => eventAt(half, i).message),
  );
  expect(messages.length).toBeGreaterThan(1);
  expect(messages).toEqual(lines('a', 0, batch!.count));
});
