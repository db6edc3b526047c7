/** Up to so many letters a name is shown as it is. */
const SHORT = 18;

/** Names of rooms, where they are long without the words with which all begin, but for the last of these: `Room 01`, `Room 02`. */
export function shortNames(names: readonly string[]): string[] {
  if (names.length < 2 || names.every(({ length }) => length <= SHORT)) return [...names];
  const words = names.map((name) => name.split(/(?<=[\s_-])/));
  const fewest = Math.min(...words.map(({ length }) => length));
  const isCommon = (index: number) => words.every((own) => own[index] === words[0]?.[index]);
  let common = 0;
  while (common < fewest - 1 && isCommon(common)) common++;
  return words.map((own) => own.slice(Math.max(0, common - 1)).join(''));
}

/** `text` with `most` letters at most; what is cut out is its middle, for names differ at their ends. */
export function cutMiddle(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - tail).join('')}…${letters.slice(letters.length - tail).join('')}`;
}
