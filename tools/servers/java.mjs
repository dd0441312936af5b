// The Java that runs the servers: found, named clearly when it is not there.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { whichProgram } from '../debian-libraries.mjs';

const OLDEST = 17;

/** Folder of the Java installation. Throws when there is none, or one that is too old. */
export function javaHome() {
  const home = process.env.JAVA_HOME ?? homeOnPath();
  if (home === undefined || !existsSync(path.join(home, 'bin', 'java')))
    throw new Error(`Java is not there. The servers need Java ${OLDEST} or newer: install a JDK, or set JAVA_HOME.`);
  const { stderr } = spawnSync(path.join(home, 'bin', 'java'), ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (major < OLDEST) throw new Error(`Java ${OLDEST} or newer is needed; ${home} says: ${stderr.split('\n')[0]}`);
  return home;
}

function homeOnPath() {
  const java = whichProgram('java');
  return java === undefined ? undefined : path.dirname(path.dirname(realpathSync(java)));
}

/** Small heap, one collector thread, the quick compiler only: two cores are shared by servers and tests. */
export function javaOptions(heap) {
  return [`-Xms${heap}`, `-Xmx${heap}`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true'];
}
