import fs from 'node:fs';
import path from 'node:path';

/** Files that grow by numbered lines, and the check of the order in which they come out at the other end. */
export class NumberedFiles {
  outOfOrder = 0;
  repeats = 0;
  readonly #folder: string;
  readonly #written: number[];
  /** Next line due of each file. */
  readonly #due: number[];
  readonly #random: () => number;

  constructor(folder: string, files: number, random: () => number) {
    this.#folder = folder;
    this.#written = new Array<number>(files).fill(0);
    this.#due = new Array<number>(files).fill(0);
    this.#random = random;
    fs.mkdirSync(folder, { recursive: true });
  }

  get written(): number {
    return this.#written.reduce((sum, count) => sum + count, 0);
  }

  get seen(): number {
    return this.#due.reduce((sum, count) => sum + count, 0);
  }

  get areAllSeen(): boolean {
    return this.#due.every((due, file) => due === this.#written[file]);
  }

  /** Appends about `linesPerSecond` over all files as long as the work lasts. */
  async writeDuring<T>(work: Promise<T>, linesPerSecond: number): Promise<T> {
    const startMs = performance.now();
    let wanted = 0;
    let over = false;
    const done = work.finally(() => {
      over = true;
    });
    while (!over) {
      const due = Math.floor(((performance.now() - startMs) * linesPerSecond) / 1_000) - wanted;
      if (due > 0) this.#append(due);
      wanted += Math.max(0, due);
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 10))]);
    }
    return done;
  }

  /** A record that arrived. */
  note(text: string): void {
    const [, fileText, numberText] = /file (\d+) line (\d+) of many/.exec(text) ?? [];
    const [file, number] = [Number(fileText), Number(numberText)];
    const due = this.#due[file];
    if (due === undefined || number > due) this.outOfOrder++;
    else if (number === due) this.#due[file] = due + 1;
    else this.repeats++;
  }

  #append(lines: number): void {
    for (let left = lines; left > 0; ) {
      const file = Math.floor(this.#random() * this.#written.length);
      const count = Math.min(left, 1 + Math.floor(this.#random() * 30));
      let text = '';
      for (let i = 0; i < count; i++)
        text += `2026-11-24 10:00:00,000 INFO file ${file} line ${this.#written[file]!++} of many\n`;
      fs.appendFileSync(path.join(this.#folder, `f${file}.log`), text);
      left -= count;
    }
  }
}
