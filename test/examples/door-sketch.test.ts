import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { DOOR_VARIABLES } from '../../src/agenda/properties.ts';

const SKETCH = 'examples/door';
const run = promisify(execFile);
const hasCompiler = await run('g++', ['--version']).then(
  () => true,
  () => false,
);
const folder = mkdtempSync(join(tmpdir(), 'roomcal-sketch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the compiler says of a sketch. It is C++ behind Arduino.h, which the IDE puts before it. */
async function complaints(sketch: string): Promise<string> {
  const file = join(folder, 'sketch.cpp');
  writeFileSync(file, `#include <Arduino.h>\n#line 1 "door.ino"\n${sketch}`);
  const flags = ['-fsyntax-only', '-std=c++17', '-Wall', '-Wextra', '-Werror'];
  return run('g++', [...flags, '-I', 'test/examples/stubs', '-I', SKETCH, file]).then(
    () => '',
    ({ stderr }) => stderr,
  );
}

const sketch = readFileSync(join(SKETCH, 'door.ino'), 'utf8');

// Against stubs of the libraries' names: no board is here, and none of Arduino's tools. Debian's g++ is wanted.
describe.skipIf(!hasCompiler)('the sketch of a board without secrets', () => {
  it('is C++ that uses the libraries as they are', async () => {
    expect(await complaints(sketch)).toBe('');
  });

  it('would not be with a typing error', async () => {
    expect(await complaints(sketch.replace('ArduinoCloud.update()', 'ArduinoCloud.updated()'))).toMatch(
      /updated/,
    );
  });
});

describe('its Thing', () => {
  const declared = readFileSync(join(SKETCH, 'thingProperties.h'), 'utf8');

  it.each([...DOOR_VARIABLES, 'action', 'actionresult'])('has %s, of its type, and mirrors it', (name) => {
    const type = name === 'busynow' ? 'int' : 'String';
    expect(declared).toMatch(new RegExp(`^${type} ${name};$`, 'm'));
    expect(declared).toContain(`ArduinoCloud.addProperty(${name}, READWRITE, ON_CHANGE`);
  });

  it('holds no secret but that of the network', () => {
    const secrets = readFileSync(join(SKETCH, 'arduino_secrets.h'), 'utf8');
    expect([...secrets.matchAll(/#define (\w+)/g)].map(([, name]) => name)).toEqual([
      'SECRET_SSID',
      'SECRET_OPTIONAL_PASS',
    ]);
  });
});
