import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { sampleEvents, sampleFindings, writeSample } from './bundle-samples.ts';
import { unzipped } from './zip-parts.ts';

/** Writes a bundle of so many events into a folder; gives the path of its report, taken out beside it. */
export async function writeReport(folder: string, events: number): Promise<string> {
  const all = sampleEvents(events);
  const { path: zip } = await writeSample(folder, all, { findings: sampleFindings(all) });
  const report = (await unzipped(zip)).find(({ name }) => name.endsWith('report.html'))!;
  const file = path.join(folder, 'report.html');
  writeFileSync(file, report.bytes);
  return file;
}
