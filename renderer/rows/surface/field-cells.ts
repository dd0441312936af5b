// The columns of a row that show a field each: made when they are first asked for, then only written again.
import type { LogEvent } from '../../../src/model/log-event.ts';
import { visibleText } from '../text/control-text.ts';
import { fieldText } from '../text/row-text.ts';

const NONE: readonly string[] = [];

export class FieldCells {
  readonly elements: HTMLElement[] = [];
  readonly texts: Text[] = [];

  /** Writes an event's fields; true when there are more or fewer columns than before. */
  write(event: LogEvent, fields: readonly string[] = NONE): boolean {
    const before = this.elements.length;
    while (this.elements.length < fields.length) this.#add();
    this.elements.length = fields.length;
    this.texts.length = fields.length;
    for (let i = 0; i < fields.length; i++) {
      const text = visibleText(fieldText(event, fields[i]!));
      if (this.texts[i]!.data !== text) this.texts[i]!.data = text;
    }
    return before !== fields.length;
  }

  #add(): void {
    const element = document.createElement('span');
    element.className = 'f';
    element.setAttribute('role', 'gridcell');
    const text = document.createTextNode('');
    element.append(text);
    this.elements.push(element);
    this.texts.push(text);
  }
}
