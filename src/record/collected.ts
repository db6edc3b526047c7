/** More than any calendar holds that a door is made for; what is read is held in memory. */
export const MOST_BYTES = 50 * 1_048_576;

/** All that a stream brings. Throws a `RangeError` where that is more than `most` bytes. */
export async function collected(stream: AsyncIterable<Uint8Array>, most = MOST_BYTES): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) throw new RangeError(`is larger than ${most / 1_048_576} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
