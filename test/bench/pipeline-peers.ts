// The peers beside the agent: the same file into the same broker, one record an event, as each documents it. What is not
// installed is named, and how it is had; nothing is installed here. rsyslog: the packages rsyslog and rsyslog-kafka of
// Debian. OpenTelemetry Collector: a build with filelog receiver, kafka exporter and file storage, found as `otelcol` or
// named by OTELCOL.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cpuSecondsOfTree } from '../kit/process-cpu.ts';

export interface PeerRun {
  file: string;
  lines: number;
  events: number;
  folder: string;
  brokers: string;
  /** Regular expression of an event's first line. */
  firstLine: string;
  print: (figure: string, figures: object) => void;
  open: (topic: string) => Promise<string>;
  arrived: (topic: string) => Promise<number>;
}

interface Peer {
  name: string;
  program: string | undefined;
  missing: string;
  args: (run: PeerRun, topic: string, state: string) => string[];
}

/** A peer that brings nothing more for so long is taken as done or stuck. */
const QUIET_MS = 20_000;

export async function runPeers(run: PeerRun): Promise<void> {
  const module = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64'].some((folder) =>
    fs.existsSync(path.join(folder, 'rsyslog/omkafka.so')),
  );
  const peers: Peer[] = [
    {
      name: 'rsyslog, multi-line',
      program: module ? find('rsyslogd', '/usr/sbin/rsyslogd') : undefined,
      missing: 'not installed: apt-get install rsyslog rsyslog-kafka',
      args: (_run, topic, state) => ['-n', '-f', rsyslogConfig(run, topic, state), '-i', path.join(state, 'pid')],
    },
    {
      name: 'OpenTelemetry Collector, multi-line',
      program: process.env.OTELCOL ?? find('otelcol', '/usr/bin/otelcol-contrib'),
      missing: 'not installed: build it with filelogreceiver, kafkaexporter, filestorage, and name it by OTELCOL',
      args: (_run, topic, state) => ['--config', collectorConfig(run, topic, state)],
    },
  ];
  for (const peer of peers) {
    if (peer.program === undefined) run.print(peer.name, { skipped: peer.missing });
    else await measure(run, peer, peer.program);
  }
}

async function measure(run: PeerRun, peer: Peer, program: string): Promise<void> {
  const topic = await run.open(`bench-peer-${randomUUID().slice(0, 8)}`);
  const state = path.join(run.folder, `peer-${randomUUID()}`);
  fs.mkdirSync(state);
  const log = fs.openSync(path.join(state, 'log'), 'a');
  const child = spawn(program, peer.args(run, topic, state), { stdio: ['ignore', log, log] });
  fs.closeSync(log);
  const { arrived, cpuSeconds, rssMiB } = await follow(run, child, topic);
  child.kill('SIGKILL');
  const linesPerCpuSecond = Math.round(((arrived / run.events) * run.lines) / cpuSeconds);
  run.print(peer.name, { events: run.events, arrived, linesPerCpuSecond, cpuSeconds, rssMiB });
}

/** Until everything arrived, or nothing more comes: its CPU up to the moment of the last arrival. */
async function follow(run: PeerRun, child: ChildProcess, topic: string) {
  let [arrived, cpuSeconds, rssMiB, changedMs] = [0, 0, 0, performance.now()];
  while (arrived < run.events && performance.now() - changedMs < QUIET_MS && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const usedSeconds = cpuSecondsOfTree(child.pid!);
    const now = await run.arrived(topic);
    if (now === arrived) continue;
    [arrived, cpuSeconds, changedMs] = [now, usedSeconds, performance.now()];
    const peak = /VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
    rssMiB = Math.round(Number(peak) / 1024);
  }
  return { arrived, cpuSeconds: Number(cpuSeconds.toFixed(2)), rssMiB };
}

function find(...names: string[]): string | undefined {
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined);
}

function rsyslogConfig(run: PeerRun, topic: string, state: string): string {
  const file = path.join(state, 'rsyslog.conf');
  fs.writeFileSync(
    file,
    `global(workDirectory="${state}" maxMessageSize="1m" parser.escapeControlCharactersOnReceive="off")
module(load="imfile")
module(load="omkafka")
template(name="raw" type="string" string="%msg%")
input(type="imfile" file="${run.file}" tag="f:" ruleset="k" freshStartTail="off" readTimeout="1"
  persistStateInterval="20000" reopenOnTruncate="on" escapeLF="off" startmsg.regex="${run.firstLine}")
ruleset(name="k" queue.type="FixedArray" queue.size="200000" queue.dequeueBatchSize="4096") {
  action(type="omkafka" broker="${run.brokers}" topic="${topic}" template="raw" partitions.auto="on"
    resubmitOnFailure="on" keepFailedMessages="on" failedMsgFile="${state}/failed" closeTimeout="30000"
    confParam=["compression.codec=lz4","linger.ms=10","queue.buffering.max.messages=1000000","acks=-1"]
    action.resumeRetryCount="-1")
}
`,
  );
  return file;
}

function collectorConfig(run: PeerRun, topic: string, state: string): string {
  const file = path.join(state, 'collector.yaml');
  fs.writeFileSync(
    file,
    `receivers:
  file_log:
    include: ["${run.file}"]
    start_at: beginning
    include_file_name: false
    max_log_size: 1MiB
    preserve_leading_whitespaces: true
    preserve_trailing_whitespaces: true
    storage: file_storage
    multiline: { line_start_pattern: "${run.firstLine}" }
exporters:
  kafka:
    brokers: [${run.brokers}]
    logs: { topic: ${topic}, encoding: raw }
    producer: { compression: lz4, required_acks: -1, max_message_bytes: 1000000, linger: 10ms }
    sending_queue: { enabled: true, queue_size: 100, num_consumers: 1, block_on_overflow: true }
    retry_on_failure: { enabled: true, max_elapsed_time: 0 }
processors:
  batch: { send_batch_size: 4096, timeout: 200ms }
extensions:
  file_storage: { directory: ${state}/storage, create_directory: true }
service:
  telemetry: { metrics: { level: none }, logs: { level: warn } }
  extensions: [file_storage]
  pipelines:
    logs: { receivers: [file_log], processors: [batch], exporters: [kafka] }
`,
  );
  return file;
}
