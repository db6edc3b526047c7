import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/configuration/config.ts';
import { keysOfStart } from '../../src/configuration/keys-of-start.ts';
import { EXAMPLE } from './configurations.ts';

/** Of the account at Arduino, which changes while its client runs. */
const CHANGES_WHILE_IT_RUNS = /^iot_(client_id|client_secret|client_secret_previous|organization_id)$/;

const read = (more: object) => ({
  config: parseConfig(JSON.stringify({ ...EXAMPLE, ...more }), 'config.json'),
  credentials: undefined,
  generation: '1',
});

describe('a key of which clients are made as the process starts', () => {
  const files = ['open.ts', 'iot-accounts.ts'];
  const source = files.map((file) => readFileSync(`src/configuration/${file}`, 'utf8')).join('\n');
  const ofClients = new Set([...source.matchAll(/(?<!\/)\bconfig\.(\w+)/g)].map(([, key]) => key!));
  const keys = [...ofClients].filter((key) => !CHANGES_WHILE_IT_RUNS.test(key));

  it('is known', () => {
    expect(keys.length).toBeGreaterThan(4);
  });

  it.each(keys)('is told as one that needs a start, not passed over: %s', (key) => {
    const other = key.endsWith('endpoint')
      ? 'https://other.example.org'
      : key.startsWith('gcal_s')
        ? 'ada@example.org'
        : 7;
    expect(keysOfStart(read({}), read({ [key]: other }))).toEqual([key]);
    expect(keysOfStart(read({}), read({}))).toEqual([]);
  });

  it('is told of credentials, too', () => {
    const other = { ...read({}), credentials: '{}' };
    expect(keysOfStart(read({}), other)).toEqual(['calendar_credentials.json']);
  });
});
