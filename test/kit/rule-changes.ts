// Rules that change all the time while the files they name are written: an agent of its own process, real ZooKeeper and
// Kafka. Files go from one rule to another, rules are switched off and on, their fields, formats and redactions change.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseRules } from '../../src/agent/rules/rule-text.ts';
import { ensureTopic } from '../../src/drivers/kafka/protocol/topic-creation.ts';
import { parseServers } from '../../src/drivers/zookeeper/zookeeper-settings.ts';
import { ChildProgram } from './fire/child-program.ts';
import { NumberedFiles } from './fire/numbered-files.ts';
import { TopicReader } from './fire/topic-reader.ts';
import { seededRandom } from './log-lines.ts';
import { until } from './until.ts';
import { ZooKeeperUnderTest } from './zookeeper-workspace.ts';

const PARTITIONS = 3;
const LIMIT_MS = 300_000;

export interface RuleChangesOptions {
  /** Empty, and the caller's. */
  folder: string;
  kafka: string;
  zookeeper: string;
  changes: number;
  everyMs: number;
  files: number;
  linesPerSecond: number;
  seed: number;
}

export interface RuleChangesResult {
  lines: number;
  lost: number;
  outOfOrder: number;
  /** Lines that came to Kafka again. */
  repeats: number;
  /** Revisions that the agent reported; several pushes in quick succession may be taken in one. */
  revisionsShown: number;
  endedAlone: number;
}

/** Publishes so many rule sets while the files are written to; the last one names every file again. */
export async function runRuleChanges(options: RuleChangesOptions): Promise<RuleChangesResult> {
  const { folder, changes, everyMs, linesPerSecond } = options;
  const random = seededRandom(options.seed);
  const files = new NumberedFiles(path.join(folder, 'logs'), options.files, random);
  const topic = `rule-changes-${randomBytes(4).toString('hex')}`;
  const zookeeper = new ZooKeeperUnderTest(options.zookeeper, { root: `/${topic}` });
  const reader = new TopicReader({ brokers: [options.kafka] }, (text) => files.note(text));
  const agent = new ChildProgram(
    new URL('../torture/cluster-agent-child.ts', import.meta.url),
    {
      state: path.join(folder, 'state'),
      host: 'rule-changes',
      zookeeper: parseServers(`${options.zookeeper}${zookeeper.root}`),
      kafka: { brokers: [options.kafka] },
    },
    path.join(folder, 'agent.log'),
  );
  const shown = new Set<number>();
  const look = async () => {
    for (const { agent: seen } of await zookeeper.agents.list()) shown.add(seen.appliedRevision);
  };
  const publish = async (revision: number, text: string) => {
    const { rules, problems } = parseRules(text);
    if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join(' '));
    await zookeeper.rules.publish({ rules, note: '', by: 'test', expectRevision: revision - 1 });
  };
  try {
    await ensureTopic(reader.cluster, topic, { partitions: PARTITIONS });
    reader.start(topic, PARTITIONS);
    await publish(
      1,
      rulesText({ ...options, topic }, () => 0),
    );
    await agent.start();
    const changing = async () => {
      for (let revision = 2; revision <= changes; revision++) {
        await publish(revision, rulesText({ ...options, topic }, random));
        await Promise.all([look(), new Promise((resolve) => setTimeout(resolve, everyMs))]);
      }
    };
    await files.writeDuring(changing(), linesPerSecond);
    await publish(
      changes + 1,
      rulesText({ ...options, topic }, () => 0),
    );
    // What does not come within the limit is counted as lost.
    await until(() => files.areAllSeen, LIMIT_MS).catch(() => undefined);
    await until(() => shown.has(changes + 1) || void look(), LIMIT_MS).catch(() => undefined);
    const { written, seen, outOfOrder, repeats } = files;
    const counts = { outOfOrder, repeats, revisionsShown: shown.size, endedAlone: agent.endedAlone };
    return { lines: written, lost: written - seen, ...counts };
  } finally {
    reader.close();
    await agent.kill();
    await zookeeper.close();
    fs.rmSync(path.join(folder, 'logs'), { recursive: true, force: true });
  }
}

const FORMATS = ['auto', 'python', 'plain'];

/** Three rules that share the files between them; with 0 for chance, every file is read, and by the first. */
function rulesText(
  { folder, files, topic }: { folder: string; files: number; topic: string },
  random: () => number,
): string {
  const shares: string[][] = [[], [], []];
  for (let file = 0; file < files; file++) shares[Math.floor(random() * shares.length)]!.push(`f${file}.log`);
  const rules = shares.map((names, i) => {
    const paths = names.length === 0 ? ['none.log'] : names;
    const lines = [
      `  - id: rule-${i}`,
      `    service: s${Math.floor(random() * 5)}`,
      `    paths: ${JSON.stringify(paths.map((name) => path.join(folder, 'logs', name)))}`,
      '    start: beginning',
      `    topic: ${topic}`,
      `    multiline: ${random() < 0.5 ? 'none' : 'auto'}`,
      `    format: ${FORMATS[Math.floor(random() * FORMATS.length)]}`,
      `    enabled: ${random() < 0.9}`,
      ...(random() < 0.7 ? [] : ['    redact: [{ preset: email }]']),
      ...(random() < 0.7 ? [] : [`    fields: { team: t${Math.floor(random() * 9)} }`]),
    ];
    return lines.join('\n');
  });
  return `version: 1\nrules:\n${rules.join('\n')}\n`;
}
