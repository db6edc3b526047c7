import { InvalidArgumentError } from 'commander';

export function natural(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('take a number from 1 on.');
  return Number(text);
}

/** Days: all faults of one end two and a half hours before it does. */
export function halves(text: string): number {
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(text) || Number(text) < 0.5)
    throw new InvalidArgumentError('take a number from 0.5 on.');
  return Number(text);
}

export function whole(text: string): number {
  return text === '0' ? 0 : natural(text);
}

export function integer(text: string): number {
  if (!/^-?\d{1,9}$/.test(text))
    throw new InvalidArgumentError('take an integer of at most nine digits, such as 1.');
  return Number(text);
}

export function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('take a port from 0 to 65535.');
  return Number(text);
}

/** An option that may be given several times. */
export function collected(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** What a key may do, with commas between. */
export function rights(text: string): string[] {
  const known = ['read', 'book', 'operate'];
  const given = text.split(',').map((one) => one.trim());
  const unknown = given.find((one) => !known.includes(one));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no right ${unknown}; take ${known.join(', ')}.`);
  return given;
}
