import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port.mjs';
import { installKafka } from './install.mjs';
import { javaHome, javaOptions } from './java.mjs';
import { exchange } from './loopback.mjs';
import { ServerProcess } from './server-process.mjs';

export const KAFKA_USER = { username: 'crosstail', password: 'crosstail-secret' };
const STORE_PASSWORD = 'crosstail-store';
/** 16 bytes as Kafka writes an id: any will do, the cluster has one node. */
const CLUSTER_ID = 'Y3Jvc3N0YWlsLXRlc3RzMA';
const LOGGING = `log4j.rootLogger=WARN, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n
`;
const LOGGING_2 = `status=error
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=warn
rootLogger.appenderRef.out.ref=out
`;

/**
 * Starts a broker of one node (and controller) whose data lies in a folder of the caller's: a plain listener, and one
 * with TLS and SCRAM. `settings` are properties of the broker, or a function from its ports to them. Gives addresses and the process: `stop`, `kill`, `pause`, `resume`, and `start` on the same data.
 */
export async function startKafka(folder, { major = 3, settings = {} } = {}) {
  const home = await installKafka(major);
  const [port, secure, controller] = [await freePort(), await freePort(), await freePort()];
  const java = path.join(javaHome(), 'bin', 'java');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'log4j.properties'), LOGGING);
  writeFileSync(path.join(folder, 'log4j2.properties'), LOGGING_2);
  const common = [
    `-Dlog4j.configuration=file:${path.join(folder, 'log4j.properties')}`,
    `-Dlog4j2.configurationFile=${path.join(folder, 'log4j2.properties')}`,
    '-cp',
    path.join(home, '*'),
  ];
  const ca = certificate(folder);
  const config = path.join(folder, 'server.properties');
  const ports = { port, secure, controller };
  const own = typeof settings === 'function' ? settings(ports) : settings;
  const lines = Object.entries({ ...properties(folder, ports), ...own });
  writeFileSync(config, lines.map(([key, value]) => `${key}=${value}\n`).join(''));
  if (!existsSync(path.join(folder, 'data', 'meta.properties'))) format(java, common, config);
  const server = new ServerProcess({
    name: 'Kafka',
    command: java,
    args: [...javaOptions('256m'), ...common, 'kafka.Kafka', config],
    folder,
    log: path.join(folder, 'server.log'),
    probe: () => hasBroker(port),
  });
  await server.start();
  return { address: `127.0.0.1:${port}`, secureAddress: `127.0.0.1:${secure}`, ca, port, server };
}

function properties(folder, { port, secure, controller }) {
  const clients = `PLAINTEXT://127.0.0.1:${port},SASL_SSL://127.0.0.1:${secure}`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `${clients},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': clients,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': path.join(folder, 'data'),
    'num.partitions': 1,
    'num.io.threads': 4,
    'num.network.threads': 2,
    // One node: internal topics have one replica, and few partitions so that it starts and stops fast.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    'log.retention.hours': -1,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    // Tests of retention and compaction do not wait for minutes.
    'log.retention.check.interval.ms': 1_000,
    'log.cleaner.backoff.ms': 500,
    'log.segment.delete.delay.ms': 1_000,
    // A broker that was killed may register again once its old session is over.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': scram,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': path.join(folder, 'broker.p12'),
    'ssl.keystore.password': STORE_PASSWORD,
    'ssl.key.password': STORE_PASSWORD,
  };
}

function format(java, common, config) {
  const users = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${KAFKA_USER.username},password=${KAFKA_USER.password}]`,
  ]);
  run(java, [
    ...javaOptions('96m'),
    ...common,
    'kafka.tools.StorageTool',
    'format',
    '-t',
    CLUSTER_ID,
    '-c',
    config,
    ...users,
  ]);
}

/** A certificate of its own for 127.0.0.1 and localhost; gives the PEM text that clients are to trust. */
function certificate(folder) {
  const store = path.join(folder, 'broker.p12');
  const pem = path.join(folder, 'ca.pem');
  if (existsSync(pem)) return readFileSync(pem, 'utf8');
  rmSync(store, { force: true });
  const keytool = path.join(javaHome(), 'bin', 'keytool');
  const common = ['-keystore', store, '-storepass', STORE_PASSWORD, '-alias', 'broker'];
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=IP:127.0.0.1,DNS:localhost', '-ext', 'BC=ca:true'];
  const key = ['-storetype', 'PKCS12', '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '3650'];
  run(keytool, ['-genkeypair', ...common, ...key, ...names]);
  run(keytool, ['-exportcert', ...common, '-rfc', '-file', pem]);
  return readFileSync(pem, 'utf8');
}

function run(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) throw new Error(`${path.basename(program)} failed: ${error?.message ?? `${stdout}${stderr}`}`);
}

/** One Metadata request of version 4, which every broker from 1.0 on understands: true once a broker is registered. */
async function hasBroker(port) {
  const request = Buffer.from('\0\0\0\x17\0\x03\0\x04\0\0\0\x07\0\x08crosstai\0\0\0\0\0', 'latin1');
  const answer = await exchange(port, request, (got) => got.length >= 4 && got.length >= 4 + got.readInt32BE(0));
  return answer.length > 16 && answer.readInt32BE(4) === 7 && answer.readInt32BE(12) >= 1;
}
