import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/configuration/config.ts';
import { configJsonSchema } from '../../src/configuration/json-schema.ts';
import { EXAMPLE } from './configurations.ts';

const isConfig = new Ajv2020({ strict: true, strictTypes: false }).compile(configJsonSchema());

describe('the JSON schema of the configuration', () => {
  it('is docs/config.schema.json (npx vitest run test/configuration/json-schema.test.ts -u writes it anew)', async () => {
    const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../docs/config.schema.json');
  });

  it('is one that other tools read, and takes what roomcal takes', () => {
    expect(isConfig(EXAMPLE)).toBe(true);
    expect(isConfig({ ...EXAMPLE, $schema: './config.schema.json' })).toBe(true);
  });

  it.each([
    ['an unknown key', { ...EXAMPLE, refresh_minutes: 5 }],
    ['no rooms', { ...EXAMPLE, rooms: [] }],
    ['a text as number', { ...EXAMPLE, refresh_mins: '60' }],
    [
      'a hash that is none',
      { ...EXAMPLE, api_keys: [{ name: 'a', sha256: 'b', rooms: 'all', may: ['read'] }] },
    ],
  ])('refuses %s, as roomcal does', (_, config) => {
    expect(isConfig(config)).toBe(false);
    expect(() => parseConfig(JSON.stringify(config), 'config.json')).toThrow('config.json');
  });
});
