// Real servers on loopback for tests, newcomers and a look at a whole cluster:
//   npm run servers                          Kafka, ZooKeeper and Elasticsearch, until Ctrl-C
//   npm run servers -- kafka                 only these: kafka, kafka4 (the second major), zookeeper, elasticsearch
// Once all answer, one line of JSON on standard output says where they are. Ctrl-C, SIGTERM or the end of standard
// input's pipe stops them and removes what they wrote.
import {
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ELASTICSEARCH_USER, startElasticsearch } from './elasticsearch-server.mjs';
import { KAFKA_USER, startKafka } from './kafka-server.mjs';
import { startZookeeper } from './zookeeper-server.mjs';

const PREFIX = 'crosstail-servers-';
const STARTERS = {
  zookeeper: startZookeeper,
  kafka: (folder) => startKafka(folder, { major: 3 }),
  kafka4: (folder) => startKafka(folder, { major: 4 }),
  elasticsearch: startElasticsearch,
};
const DEFAULT = ['zookeeper', 'kafka', 'elasticsearch'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in STARTERS));
if (unknown.length > 0) {
  console.error(`There is no server "${unknown[0]}". There are: ${Object.keys(STARTERS).join(', ')}.`);
  process.exit(2);
}

removeLeftOvers();
const folder = mkdtempSync(path.join(tmpdir(), PREFIX));
writeFileSync(path.join(folder, 'pid'), `${process.pid}`);
const started = new Map();
let stopping;

function stop(code) {
  stopping ??= (async () => {
    await Promise.all([...started.values()].map(({ server }) => server.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(code);
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
// Whoever started this with a pipe and is gone cannot send a signal any more.
if (isPipe(0)) process.stdin.on('end', () => void stop(0)).resume();

try {
  for (const name of asked.length > 0 ? asked : DEFAULT) {
    const startMs = Date.now();
    const one = await STARTERS[name](path.join(folder, name));
    started.set(name, one);
    if (stopping !== undefined) await one.server.stop();
    console.error(`${name}: ${one.address} after ${((Date.now() - startMs) / 1000).toFixed(1)} s`);
  }
  console.log(JSON.stringify(addresses()));
  console.error(help(writeExamples()));
} catch (error) {
  console.error(error.message);
  await stop(1);
}

function addresses() {
  const secure = ({ secureAddress, ca }) => ({ brokers: secureAddress, ca, ...KAFKA_USER, mechanism: 'scram-sha-256' });
  const out = {};
  for (const [name, one] of started) out[name] = one.address;
  const kafka = started.get('kafka') ?? started.get('kafka4');
  if (kafka !== undefined) out.kafkaSecure = secure(kafka);
  if (started.has('elasticsearch')) out.elasticsearchUser = ELASTICSEARCH_USER;
  return out;
}

/** A profile of what runs and rules for a folder of logs, so that what is typed next is short. */
function writeExamples() {
  const kafka = (started.get('kafka') ?? started.get('kafka4'))?.address;
  const parts = {
    kafka: kafka && `brokers: ${kafka}`,
    zookeeper: started.has('zookeeper') && `servers: ${started.get('zookeeper').address}`,
    elasticsearch: started.has('elasticsearch') && `nodes: ${started.get('elasticsearch').address}`,
  };
  const named = Object.entries(parts).filter(([, text]) => text);
  const examples = { profile: path.join(folder, 'servers.yaml'), rules: path.join(folder, 'rules.yaml') };
  const logs = path.join(folder, 'logs');
  mkdirSync(logs);
  writeFileSync(
    examples.profile,
    ['version: 1', ...named.map(([name, text]) => `${name}: { ${text} }`), ''].join('\n'),
  );
  writeFileSync(
    examples.rules,
    `version: 1\nrules:\n  - { id: app, service: app, paths: ["${logs}/*.log"], start: beginning }\n`,
  );
  return { ...examples, log: path.join(logs, 'app.log') };
}

function help({ profile, rules, log }) {
  const say = (command) => `  npx crosstail ${command} --workspace ${profile}`;
  const [kafka, zookeeper, store] = [
    started.has('kafka') || started.has('kafka4'),
    started.has('zookeeper'),
    started.has('elasticsearch'),
  ];
  const lines = ['', `Their data and logs: ${folder} (removed at the end). Ctrl-C stops them.`];
  lines.push('In other terminals, after npm run build:', say('workspace test'));
  if (kafka && store) lines.push(say('indexer --setup'), say('indexer'));
  if (zookeeper) lines.push(say(`rules push ${rules} --note first`));
  if (kafka) lines.push(zookeeper ? say('agent') : say(`agent --rules ${rules}`));
  if (kafka) lines.push(`  echo "$(date '+%F %T') ERROR order=17 it works" >> ${log}`);
  lines.push(say('serve --open'));
  return lines.join('\n');
}

function isPipe(descriptor) {
  try {
    const about = fstatSync(descriptor);
    return about.isFIFO() || about.isSocket();
  } catch {
    // Standard input is closed: nobody can end it.
    return false;
  }
}

/** Folders of runs that could not clean up: their process is gone. */
function removeLeftOvers() {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const old = path.join(tmpdir(), name);
    const pid = path.join(old, 'pid');
    if (existsSync(pid) && !isRunning(Number(readFileSync(pid, 'utf8')))) rmSync(old, { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
