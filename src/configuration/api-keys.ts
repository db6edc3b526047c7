import type { Static } from '@sinclair/typebox';
import { closest } from 'fastest-levenshtein';
import type { ApiKeySchema } from './api-key-schema.ts';

/** The SHA-256 of a text without letters: what whoever hashed no key has written. */
const HASH_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

type Key = Static<typeof ApiKeySchema>;

/** What a schema can't say of keys: names or hashes that are used twice, rooms that are not there. */
export function keyContradictions(keys: readonly Key[], roomNames: readonly string[]): string[] {
  return keys.flatMap(({ name, sha256, rooms, may }, index) => {
    const at = `api_keys[${index}]`;
    const named = keys.findIndex((key) => key.name === name);
    const hashed = keys.findIndex((key) => key.sha256.toLowerCase() === sha256.toLowerCase());
    const unknown = rooms === 'all' ? [] : rooms.filter((room) => !roomNames.includes(room.normalize('NFC')));
    return [
      ...(named === index
        ? []
        : [`${at}.name: ${name} is used by api_keys[${named}] already; each key needs its own`]),
      ...(hashed === index
        ? []
        : [`${at}.sha256: is that of api_keys[${hashed}] (${keys[hashed]?.name}); make another key`]),
      ...(sha256.toLowerCase() === HASH_OF_NOTHING
        ? [
            `${at}.sha256: is the hash of an empty key, with which everybody would come (${name}); make another`,
          ]
        : []),
      ...(may.includes('operate') && rooms !== 'all'
        ? [`${at}.rooms: ${name} may operate, which is of every room; write "all"`]
        : []),
      ...unknown.map(
        (room) =>
          `${at}.rooms: there is no room ${room} (${name}); did you mean ${closest(room, roomNames)}?`,
      ),
    ];
  });
}

/** A key with the names of its rooms in one form of Unicode, as rooms have theirs. */
export function keyInOneForm(key: Key): Key {
  return key.rooms === 'all' ? key : { ...key, rooms: key.rooms.map((room) => room.normalize('NFC')) };
}
