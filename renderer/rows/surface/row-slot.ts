// One recycled row of the surface: its nodes are made once and only their text and classes are written again.
// Everything goes in as text; nothing from a log line ever becomes markup.
import { levelLetter, levelName } from '../../../src/model/level.ts';
import { idsOf } from '../../../src/model/log-event.ts';
import type { Say } from '../../platform/text.ts';
import { type DisplayRow, type EventEntry, type GapEntry, headLine } from '../model/row-entry.ts';
import type { ROWS_TEXT } from '../rows-text.ts';
import { serviceColourNumber } from '../service-colour.ts';
import { visibleText } from '../text/control-text.ts';
import { gapWords } from '../text/gap-words.ts';
import { type CorrelationId, cutLine, type LineToken } from '../text/line-tokens.ts';
import type { MarkedWord } from '../text/marked-words.ts';
import { RowPiece } from '../text/row-piece.ts';
import { childLine, placeOf, type RowTextOptions, rowCells, timeText } from '../text/row-text.ts';
import { FieldCells } from './field-cells.ts';

export interface SlotOptions extends RowTextOptions {
  say: Say<typeof ROWS_TEXT>;
  highlights: readonly MarkedWord[];
  /** Characters scrolled sideways. */
  shift: number;
  /** Characters of a line that can be seen at most. */
  limit: number;
}

/** A piece of drawn text and where it stands in the row's text. */
export interface TextRun {
  readonly node: Text;
  readonly from: number;
  readonly to: number;
}

const LEVEL_CLASS = ' TDIIWEFF';
const CHEVRON = 'm9 18 6-6-6-6';
const SVG = 'http://www.w3.org/2000/svg';

interface Cell {
  element: HTMLElement;
  text: Text;
}

let lastId = 0;

export class RowSlot {
  readonly element = document.createElement('div');
  row: DisplayRow | undefined;
  readonly #time = cell('time', '');
  readonly #millis = document.createTextNode('');
  readonly #level = cell('abbr', 'lv');
  readonly #service = cell('span', 'svc');
  readonly #host = cell('span', 'h');
  readonly #fields = new FieldCells();
  readonly #body = document.createElement('span');
  readonly #side = document.createElement('span');
  readonly #repeats = cell('span', 'rep');
  readonly #new = cell('span', 'new');
  readonly #lines = cell('span', 'cnt');
  readonly #origin = cell('span', 'origin');
  readonly #chevron = chevron();
  readonly #place = new RowPiece();
  readonly #gap = document.createElement('span');
  readonly #gapButton = document.createElement('button');
  #shape: 'event' | 'child' | 'gap' | 'none' = 'none';
  #pieces: RowPiece[] = [];
  #placeText = '';
  #hadChevron = false;
  #tokens: LineToken[] = [];
  readonly #written = new Map<Text, string>();
  #class = '';

  constructor() {
    this.element.id = `row-${++lastId}`;
    this.element.setAttribute('role', 'row');
    const millis = document.createElement('i');
    millis.append(this.#millis);
    this.#time.element.append(millis);
    this.#body.className = 'm';
    this.#body.append(this.#chevron, this.#place.element);
    this.#side.className = 'r';
    this.#side.append(this.#repeats.element, this.#new.element, this.#lines.element, this.#origin.element);
    for (const each of [
      this.#time.element,
      this.#level.element,
      this.#service.element,
      this.#host.element,
      this.#body,
      this.#side,
      this.#gap,
    ])
      each.setAttribute('role', 'gridcell');
    this.#gapButton.className = 'link';
    this.#gapButton.tabIndex = -1;
    this.#gapButton.type = 'button';
  }

  /** Draws a row; what is the same as before is not touched. */
  write(row: DisplayRow, options: SlotOptions): void {
    this.row = row;
    const { entry, child } = row;
    if (entry.kind === 'gap') this.#writeGap(entry, options);
    else if (child > 0) this.#writeChild(entry, child, options);
    else this.#writeEvent(entry, options);
  }

  /** Marks of the moment: the active row, and its number for screen readers (0 for none). */
  mark(isActive: boolean, isFocused: boolean, number: number): void {
    const { classList } = this.element;
    classList.toggle('is-sel', isActive);
    classList.toggle('act', isActive && isFocused);
    setAttribute(this.element, 'aria-selected', isActive ? 'true' : undefined);
    setAttribute(this.element, 'aria-rowindex', number === 0 ? undefined : String(number));
  }

  /** The id drawn by an element within this row. */
  idAt(element: Element): CorrelationId | undefined {
    const index = this.#pieces.findIndex((piece) => piece.element === element);
    return this.#tokens[index]?.id;
  }

  /** A place in the sources drawn within this row: a file of a frame, or where the line was logged. */
  isPlace(element: Element): boolean {
    return element === this.#place.element || element.className === 'file';
  }

  isChevron(element: Element): boolean {
    return this.#chevron.contains(element);
  }

  isGapButton(element: Element): boolean {
    return this.#gapButton.contains(element);
  }

  /** The drawn text in order, for selection. */
  runs(options: RowTextOptions): TextRun[] {
    if (this.row === undefined || this.row.entry.kind === 'gap') return [];
    const runs: TextRun[] = [];
    let field = 0;
    for (const { cell: name, from, text } of rowCells(this.row, options)) {
      const add = (node: Text, at = from, end = from + text.length) => runs.push({ node, from: at, to: end });
      if (name === 'time') {
        const split = text.length - 4;
        add(this.#time.text, from, from + split);
        add(this.#millis, from + split);
      } else if (name === 'level') add(this.#level.text);
      else if (name === 'service') add(this.#service.text);
      else if (name === 'host') add(this.#host.text);
      else if (name === 'field') add(this.#fields.texts[field++]!);
      else if (name === 'place') add(this.#place.text);
      else
        this.#tokens.forEach((token, i) => {
          if (token.to > token.from) add(this.#pieces[i]!.text, from + token.from, from + token.to);
        });
    }
    return runs;
  }

  #writeEvent(entry: EventEntry, options: SlotOptions): void {
    const { event } = entry;
    if (this.#fields.write(event, options.columns.fields)) this.#shape = 'none';
    this.#reshape('event');
    const letter = LEVEL_CLASS[entry.rank] ?? ' ';
    this.#setClass(`row ${letter}`);
    const time = timeText(entry.timeMs, options);
    this.#set(this.#time.text, time.slice(0, -4));
    this.#set(this.#millis, time.slice(-4));
    if (this.#set(this.#level.text, levelLetter(entry.rank))) {
      this.#level.element.className = `lv ${letter}`;
      const word = levelName(entry.rank);
      const title = options.say(word === undefined ? 'levelNone' : `level${word}`);
      this.#level.element.title = title;
    }
    setAttribute(this.#time.element, 'class', event.crosstail?.shifted_ms === undefined ? undefined : 'moved');
    const service = event.service?.name ?? '';
    if (this.#set(this.#service.text, visibleText(service)))
      this.#service.element.className = service === '' ? 'svc' : `svc sc-${serviceColourNumber(service)}`;
    this.#set(this.#host.text, visibleText(event.host?.name ?? ''));
    this.#placeText = visibleText(placeOf(event));
    this.#writeTokens(headLine(event), idsOf(event), true, options);
    this.#writeChevron(entry);
    this.#writeSide(entry, options);
  }

  #writeChevron(entry: EventEntry): void {
    setAttribute(this.#chevron, 'hidden', entry.childCount === 0 ? '' : undefined);
    setAttribute(this.#chevron, 'class', entry.isOpen ? 'tw i i-12 open' : 'tw i i-12');
    setAttribute(this.element, 'aria-expanded', entry.childCount === 0 ? undefined : String(entry.isOpen));
    setAttribute(this.element, 'aria-level', '1');
  }

  #writeSide(entry: EventEntry, { say, columns }: SlotOptions): void {
    this.#set(this.#repeats.text, entry.repeats > 1 ? say('repeats', { n: entry.repeats }) : '');
    this.#set(this.#new.text, entry.isNew ? say('newPattern') : '');
    this.#new.element.hidden = !entry.isNew;
    this.#set(this.#lines.text, entry.childCount > 0 ? say('lines', { n: entry.childCount + 1 }) : '');
    this.#set(this.#origin.text, columns.origin === true ? originWords(entry, say) : '');
  }

  #writeChild(entry: EventEntry, child: number, options: SlotOptions): void {
    this.#reshape('child');
    this.#setClass(`sub ${LEVEL_CLASS[entry.rank] ?? ' '}`);
    this.#writeTokens(childLine(entry, child), idsOf(entry.event), false, options);
    setAttribute(this.element, 'aria-expanded', undefined);
    setAttribute(this.element, 'aria-level', '2');
  }

  #writeGap(gap: GapEntry, options: SlotOptions): void {
    this.#reshape('gap');
    this.#setClass('gap');
    const { count, rest } = gapWords(gap, options);
    this.#gap.replaceChildren(count, rest);
    if (gap.fromMs !== undefined) {
      this.#gapButton.textContent = options.say('show');
      this.#gap.append(' ', this.#gapButton);
    }
    setAttribute(this.element, 'aria-expanded', undefined);
    setAttribute(this.element, 'aria-level', '1');
  }

  #writeTokens(line: string, ids: readonly CorrelationId[], isHead: boolean, options: SlotOptions): void {
    const { highlights, shift, limit } = options;
    this.#tokens = cutLine(line, { ids, highlights, isHead, from: shift, limit });
    const end = Math.max(this.#tokens.length, this.#pieces.length);
    // The chevron before the text comes and goes.
    const hasChevron = this.row?.child === 0 && this.row.entry.kind === 'event' && this.row.entry.childCount > 0;
    let hasMoved = hasChevron !== this.#hadChevron;
    this.#hadChevron = hasChevron;
    for (let i = 0; i < end; i++) {
      const { kind = '', text = '' } = this.#tokens[i] ?? {};
      hasMoved = this.#pieceAt(i).write(kind, text, hasMoved) || hasMoved;
    }
    this.#place.write('loc', isHead ? this.#placeText : '', hasMoved);
  }

  #pieceAt(i: number): RowPiece {
    let piece = this.#pieces[i];
    if (piece === undefined) {
      piece = new RowPiece();
      this.#body.insertBefore(piece.element, this.#place.element);
      this.#pieces.push(piece);
    }
    return piece;
  }

  #reshape(shape: 'event' | 'child' | 'gap'): void {
    if (this.#shape === shape) return;
    this.#shape = shape;
    if (shape === 'gap') this.element.replaceChildren(this.#gap);
    else if (shape === 'child') {
      setAttribute(this.#chevron, 'hidden', '');
      this.element.replaceChildren(this.#body);
    } else {
      const { element } = this.#time;
      this.element.replaceChildren(
        element,
        this.#level.element,
        this.#service.element,
        this.#host.element,
        ...this.#fields.elements,
        this.#body,
        this.#side,
      );
    }
  }

  #setClass(name: string): void {
    if (this.#class === name) return;
    this.#class = name;
    this.element.className = name;
  }

  /** True when the text was another one before. */
  #set(node: Text, data: string): boolean {
    if (this.#written.get(node) === data) return false;
    this.#written.set(node, data);
    node.data = data;
    return true;
  }
}

function originWords({ origin }: EventEntry, say: SlotOptions['say']): string {
  if (origin === undefined) return '';
  return say(origin === 'store' ? 'fromStore' : 'fromStream');
}

function cell(name: string, className: string): Cell {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  const text = document.createTextNode('');
  element.append(text);
  return { element, text };
}

function chevron(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', CHEVRON);
  svg.append(path);
  return svg;
}

function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
