// `npm run bench -- store --events 1000000`, `npm run torture -- agent --minutes 10`: runs one measurement or torture by
// its name, with the rest of the words as its arguments. Without a name it lists them.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const [folder, name, ...rest] = process.argv.slice(2);
const directory = path.resolve(import.meta.dirname, '..', 'test', folder);
const script = [`${name}.bench.ts`, `${name}.ts`]
  .map((file) => path.join(directory, file))
  .find((file) => existsSync(file));
if (name === undefined || script === undefined) {
  console.error(
    `Name one of: ${readdirSync(directory)
      .map((file) => file.replace(/(\.bench)?\.ts$/, ''))
      .join(', ')}`,
  );
  process.exit(2);
}
const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...rest], { stdio: 'inherit' });
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
