/**
 * A number in [0, 1) that hangs on `text` alone: what one fault hits is not reshuffled where another is taken away, as it
 * would be by numbers drawn one after the other. 32-bit FNV-1a, then MurmurHash3's last step, for FNV's high bits are poor.
 */
export function chance(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}
