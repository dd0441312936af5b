import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port.mjs';
import { installElasticsearch } from './install.mjs';
import { javaHome } from './java.mjs';
import { ServerProcess } from './server-process.mjs';

export const ELASTICSEARCH_USER = { username: 'crosstail', password: 'crosstail-elastic' };
/** The password above, as Elasticsearch keeps it in its file of users. */
const PASSWORD_HASH = '$2a$10$xPgvdZOWuPZMJLpB87aPWu6YQ0lczA0x2F8xnZ5WdST4aRDWIdcQy';
const HEAP = '512m';
/** The number that systems give to the user who owns nothing. */
const NOBODY = 65_534;

/**
 * Starts an Elasticsearch node whose data lies in a folder of the caller's. Security is on, and whoever names no user
 * may do everything: users, API keys and their refusals can be tried on the same server as everything else.
 * Gives its address and the process: `stop`, `kill`, `pause`, `resume`, and `start` on the same data again.
 */
export async function startElasticsearch(folder) {
  const installed = await installElasticsearch();
  const [port, transport] = [await freePort(), await freePort()];
  const config = path.join(folder, 'config');
  for (const name of ['config', 'data', 'logs', 'tmp']) mkdirSync(path.join(folder, name), { recursive: true });
  configure(installed, config, { folder, port, transport });
  const { wrap, home } = unprivileged(installed, folder);
  const server = new ServerProcess({
    name: 'Elasticsearch',
    wrap,
    command: path.join(home, 'bin', 'elasticsearch'),
    args: [],
    env: {
      ES_PATH_CONF: config,
      ES_JAVA_HOME: javaHome(),
      ES_TMPDIR: path.join(folder, 'tmp'),
      ES_HOME: '',
      JAVA_HOME: '',
      ES_JAVA_OPTS: `-Xms${HEAP} -Xmx${HEAP} -XX:+UseSerialGC -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1`,
      CLI_JAVA_OPTS: '-Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1',
    },
    folder,
    log: path.join(folder, 'server.log'),
    probe: () => isUsable(port),
  });
  await server.start();
  return { address: `http://127.0.0.1:${port}`, port, server };
}

function configure(home, config, { folder, port, transport }) {
  cpSync(path.join(home, 'config', 'log4j2.properties'), path.join(config, 'log4j2.properties'));
  const shipped = readFileSync(path.join(home, 'config', 'jvm.options'), 'utf8').split('\n');
  const options = shipped.filter((line) => line.trim() !== '' && !/^#|Xlog|HeapDump|ErrorFile|UseG1GC/.test(line));
  writeFileSync(path.join(config, 'jvm.options'), `${options.join('\n')}\n`);
  writeFileSync(path.join(config, 'users'), `${ELASTICSEARCH_USER.username}:${PASSWORD_HASH}\n`);
  writeFileSync(path.join(config, 'users_roles'), `superuser:${ELASTICSEARCH_USER.username}\n`);
  const settings = [
    'cluster.name: crosstail-servers',
    'node.name: only',
    'discovery.type: single-node',
    'network.host: 127.0.0.1',
    `http.port: ${port}`,
    `transport.port: ${transport}`,
    `path.data: ${path.join(folder, 'data')}`,
    `path.logs: ${path.join(folder, 'logs')}`,
    'xpack.security.enabled: true',
    'xpack.security.enrollment.enabled: false',
    'xpack.security.http.ssl.enabled: false',
    'xpack.security.transport.ssl.enabled: false',
    'xpack.security.authc.anonymous.username: anybody',
    'xpack.security.authc.anonymous.roles: superuser',
    // A disk that fills up on the machine must not turn indices read-only in the middle of a test.
    'cluster.routing.allocation.disk.threshold_enabled: false',
    'action.destructive_requires_name: false',
  ];
  writeFileSync(path.join(config, 'elasticsearch.yml'), `${settings.join('\n')}\n`);
}

/**
 * Elasticsearch refuses to run as root. In a user namespace it sees itself as somebody else, while its files stay
 * root's; where there are no namespaces it becomes `nobody`, with a copy that nobody may read.
 */
function unprivileged(installed, folder) {
  if (process.getuid?.() !== 0) return { wrap: [], home: installed };
  const namespace = ['unshare', '-U', '--map-user=1000', '--map-group=1000'];
  if (spawnSync(namespace[0], [...namespace.slice(1), 'true']).status === 0)
    return { wrap: namespace, home: installed };
  const home = path.join(folder, 'home');
  cpSync(installed, home, { recursive: true });
  chmodSync(path.dirname(folder), 0o711);
  const { status } = spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
  if (status !== 0) throw new Error('Elasticsearch does not run as root, and its files could not be given to nobody.');
  return { wrap: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'], home };
}

async function isUsable(port) {
  const url = `http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=1s`;
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  return response.ok && (await response.json()).timed_out === false;
}
