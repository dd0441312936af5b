// Puts Kafka, ZooKeeper and Elasticsearch into the cache, from Maven artifacts alone. Run as a program it does so for
// all of them and prints how long each took; what is there already is left as it is.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { javaHome } from './java.mjs';
import { copyArtifacts, requireSha256 } from './maven.mjs';
import { unzip } from './unzip.mjs';
import { ELASTICSEARCH, KAFKA, KAFKA_WITHOUT, RECIPE, ZOOKEEPER } from './versions.mjs';

const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'crosstail-servers');
/** What an install that was interrupted left behind is removed after this time. */
const STALE_MS = 3_600_000;

/** Folder of Kafka of a major version (3 or 4), put there when missing. */
export function installKafka(major, work) {
  const { version, artifacts, main, sha256 } = KAFKA[major];
  return install(`kafka-${version}`, work, async (folder, own) => {
    await copyArtifacts(artifacts, folder, { without: KAFKA_WITHOUT, work: own });
    await requireSha256(path.join(folder, main), sha256);
  });
}

/** Folder of ZooKeeper, put there when missing. */
export function installZookeeper(work) {
  const { version, artifacts, without, main, sha256 } = ZOOKEEPER;
  return install(`zookeeper-${version}`, work, async (folder, own) => {
    await copyArtifacts(artifacts, folder, { without, work: own });
    await requireSha256(path.join(folder, main), sha256);
  });
}

/** Folder of Elasticsearch, put there when missing: 870 MB are fetched for it once, 110 MB stay. */
export function installElasticsearch(work) {
  const { version, base, modulesFrom, modules } = ELASTICSEARCH;
  return install(`elasticsearch-${version}`, work, async (folder, own) => {
    await fromArchive(base, own, folder, (name) => {
      const inside = name.slice(name.indexOf('/') + 1);
      return /^lib\/platform\/(darwin|windows)/.test(inside) ? undefined : inside;
    });
    await fromArchive(modulesFrom, own, folder, (name) => {
      const [, inside, module] = /^[^/]+\/elasticsearch\/(modules\/([^/]+)\/.+)$/.exec(name) ?? [];
      return modules.includes(module) ? inside : undefined;
    });
    mkdirSync(path.join(folder, 'plugins'), { recursive: true });
    for (const module of modules)
      if (!existsSync(path.join(folder, 'modules', module))) throw new Error(`Elasticsearch lacks module ${module}.`);
  });
}

async function fromArchive({ artifact, file, sha256 }, work, folder, placeOf) {
  const archives = mkdtempSync(path.join(work, 'archive-'));
  await copyArtifacts([artifact], archives, { work });
  const archive = path.join(archives, file);
  await requireSha256(archive, sha256);
  await unzip(archive, folder, placeOf);
  rmSync(archives, { recursive: true, force: true });
}

/** Fills a folder beside its place and moves it there, so that an install that is cut leaves nothing half done. */
async function install(name, shared, fill) {
  const folder = path.join(CACHE, name);
  if (isComplete(folder)) return folder;
  const startMs = Date.now();
  const work = shared ?? workFolder();
  const fresh = mkdtempSync(path.join(work, 'fresh-'));
  try {
    await fill(fresh, work);
    writeFileSync(path.join(fresh, 'recipe'), RECIPE);
    // Somebody else may have been faster.
    if (!isComplete(folder)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    }
  } finally {
    rmSync(shared === undefined ? work : fresh, { recursive: true, force: true });
  }
  console.error(`${name}: installed in ${((Date.now() - startMs) / 1000).toFixed(0)} s`);
  return folder;
}

function isComplete(folder) {
  const recipe = path.join(folder, 'recipe');
  return existsSync(recipe) && readFileSync(recipe, 'utf8') === RECIPE;
}

function workFolder() {
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) {
    const folder = path.join(CACHE, name);
    if (name.startsWith('work-') && Date.now() - statSync(folder).mtimeMs > STALE_MS)
      rmSync(folder, { recursive: true, force: true });
  }
  return mkdtempSync(path.join(CACHE, 'work-'));
}

/** All servers: the small ones one after the other while the large archives come. */
async function installAll() {
  javaHome();
  const work = workFolder();
  const large = installElasticsearch();
  const small = (async () => {
    await installZookeeper(work);
    for (const major of Object.keys(KAFKA)) await installKafka(major, work);
  })();
  try {
    const failed = (await Promise.allSettled([large, small])).find(({ status }) => status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await installAll();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
