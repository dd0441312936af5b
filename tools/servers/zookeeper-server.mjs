import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port.mjs';
import { installZookeeper } from './install.mjs';
import { javaHome, javaOptions } from './java.mjs';
import { exchange } from './loopback.mjs';
import { ServerProcess } from './server-process.mjs';

/**
 * Starts a ZooKeeper server whose data lies in a folder of the caller's.
 * Gives its address and the process: `stop`, `kill`, `pause`, `resume`, and `start` on the same data again.
 */
export async function startZookeeper(folder) {
  const home = await installZookeeper();
  const port = await freePort();
  const config = path.join(folder, 'zoo.cfg');
  mkdirSync(path.join(folder, 'data'), { recursive: true });
  const lines = [
    'tickTime=1000',
    `dataDir=${path.join(folder, 'data')}`,
    'admin.enableServer=false',
    '4lw.commands.whitelist=*',
    'maxClientCnxns=0',
    'clientPortAddress=127.0.0.1',
    `clientPort=${port}`,
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const server = new ServerProcess({
    name: 'ZooKeeper',
    command: path.join(javaHome(), 'bin', 'java'),
    args: [
      ...javaOptions('96m'),
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-Dzookeeper.extendedTypesEnabled=true',
      '-Dzookeeper.jmx.log4j.disable=true',
      '-cp',
      path.join(home, '*'),
      'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      config,
    ],
    folder,
    log: path.join(folder, 'server.log'),
    probe: async () => /^Mode: standalone/m.test((await exchange(port, 'srvr', () => false)).toString()),
  });
  await server.start();
  return { address: `127.0.0.1:${port}`, port, server };
}
