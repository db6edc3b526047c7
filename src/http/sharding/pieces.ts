/**
 * The whole parts of a text that comes piece by piece, each part ended by `separator`. Throws where the last one does not end: whoever
 * told it broke off.
 */
export async function* wholeParts(
  pieces: AsyncIterable<string>,
  separator: string,
): AsyncGenerator<string[], void> {
  let rest = '';
  for await (const piece of pieces) {
    const parts = (rest + piece).split(separator);
    rest = parts.pop() ?? '';
    yield parts;
  }
  if (rest !== '') throw new Error('it broke off');
}
