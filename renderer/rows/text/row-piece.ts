/** A span of a line. */
export class RowPiece {
  readonly element = document.createElement('span');
  text = document.createTextNode('');
  #kind = '';
  #data = '';

  constructor() {
    this.element.append(this.text);
  }

  /**
   * Writes kind and text; true when the text was another one. A text node that moves because of what stands before it
   * counts as shifting layout, whatever it says, so a fresh one takes its place.
   */
  write(kind: string, data: string, hasMoved: boolean): boolean {
    if (this.#kind !== kind) {
      this.#kind = kind;
      this.element.className = kind;
    }
    const isOther = this.#data !== data;
    this.#data = data;
    if (hasMoved && data !== '') {
      this.text = document.createTextNode(data);
      this.element.replaceChildren(this.text);
    } else if (isOther) this.text.data = data;
    return isOther;
  }
}
