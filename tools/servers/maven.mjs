// Copies artifacts and what they depend on from the Maven registry that `mvn` is set up for.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { whichProgram } from '../debian-libraries.mjs';

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const LIMIT_MS = 480_000;
/** A registry that stutters is asked again. */
const TRIES = 3;

/**
 * Puts artifacts (`group:artifact:version`, or with `:zip` behind) into a folder. With `without` their dependencies
 * come along, but for those; without it, they come alone. `work` is a folder for what Maven keeps meanwhile.
 */
export async function copyArtifacts(artifacts, folder, { without, work }) {
  if (whichProgram('mvn') === undefined)
    throw new Error('Maven is not there. The servers are installed by it: install Maven 3.8 or newer (mvn).');
  const project = mkdtempSync(path.join(work, 'project-'));
  writeFileSync(path.join(project, 'pom.xml'), projectOf(artifacts, without ?? ['*:*']));
  // A repository of its own, removed afterwards: the user's would keep a second copy of near a gigabyte.
  const repository = `-Dmaven.repo.local=${path.join(work, 'repository')}`;
  // -C: a checksum that does not match is an error. Registries hold none for the big archives, which are pinned here.
  const strict = without === undefined ? [] : ['-C'];
  const args = ['-q', '-B', '-ntp', ...strict, '-f', path.join(project, 'pom.xml'), repository, COPY];
  await mavenRun([...args, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`], TRIES);
  rmSync(project, { recursive: true, force: true });
}

async function mavenRun(args, tries) {
  const { code, out } = await runMaven(args);
  if (code === 0) return;
  if (tries > 1) return mavenRun(args, tries - 1);
  // Where artifacts come from is the machine's own business.
  const shown = out.replace(/\b[a-z+]+:\/\/\S+/gi, '<registry>').slice(-3_000);
  throw new Error(`Maven could not copy the servers (exit ${code}). Its last words:\n${shown}`);
}

function runMaven(args) {
  return new Promise((resolve) => {
    const child = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        out = (out + text).slice(-20_000);
      });
    child.on('error', (error) => resolve({ code: 1, out: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, out }));
  });
}

function projectOf(artifacts, without) {
  const exclusions = without.map((name) => {
    const [group, artifact] = name.split(':');
    return `<exclusion><groupId>${group}</groupId><artifactId>${artifact}</artifactId></exclusion>`;
  });
  const dependencies = artifacts.map((name) => {
    const [group, artifact, version, type] = name.split(':');
    return (
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>` +
      `${type === undefined ? '' : `<type>${type}</type>`}<exclusions>${exclusions.join('')}</exclusions></dependency>`
    );
  });
  return `<project><modelVersion>4.0.0</modelVersion><groupId>crosstail</groupId><artifactId>servers</artifactId>
<version>1</version><packaging>pom</packaging><dependencies>${dependencies.join('')}</dependencies></project>\n`;
}

/** Throws when a file is not the one that was pinned. */
export async function requireSha256(file, wanted) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== wanted) throw new Error(`${file} has SHA-256 ${found}, ${wanted} was expected: not used.`);
}
