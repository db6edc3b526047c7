/** Values that occur often, each kept once and referred to by its index. */
export class ValueTable<T> {
  readonly values: T[] = [];
  readonly #indices = new Map<string, number>();

  /** The index of `value`, which must have a JSON text; a new one is entered. */
  indexOf(value: T): number {
    const text = JSON.stringify(value);
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    this.#indices.set(text, this.values.length);
    return this.values.push(value) - 1;
  }
}
