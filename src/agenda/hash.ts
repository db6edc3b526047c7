/** 32-bit FNV-1a: small, stable over versions and machines, and even enough to spread rooms over an hour. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
  return value >>> 0;
}
