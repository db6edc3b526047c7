/** The largest whole number from `least` to `most` that fits; `least` where none does. What is larger than one that does not fit does not. */
export function largestThatFits(least: number, most: number, fits: (size: number) => boolean): number {
  let [low, high] = [least, Math.max(most, least)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
