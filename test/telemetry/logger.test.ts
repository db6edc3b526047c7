import { execFileSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { linesForPeople } from '../../src/telemetry/lines-for-people.ts';
import { loggerFor } from '../../src/telemetry/logger.ts';

const MODULE = new URL('../../src/telemetry/logger.ts', import.meta.url).href;
const SECRETS = [
  'authorization',
  'token',
  'access_token',
  'client_secret',
  'private_key',
  'iot_client_secret',
];

/** What a process of its own writes to stdout, for there is nowhere else that the log goes. */
function writtenBy(logLevel: string, code: string): string {
  const program = `import { loggerFor } from '${MODULE}';
    const log = loggerFor({ logLevel: '${logLevel}' });
    ${code}`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
}

describe("the log of Google's platform", () => {
  const written = (code: string) => {
    const program = `import { loggerFor } from '${MODULE}';
      const log = loggerFor({ logLevel: 'debug', logFormat: 'gcp', projectId: 'acme' });
      ${code}`;
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it.each([
    ['debug', 'DEBUG'],
    ['info', 'INFO'],
    ['warn', 'WARNING'],
    ['error', 'ERROR'],
    ['fatal', 'CRITICAL'],
  ])('says of %s that its severity is %s', (level, severity) => {
    const [line] = written(`log.${level}({ room_name: 'blue_room' }, 'said');`);
    expect(line).toEqual({ severity, message: 'said', room_name: 'blue_room', time: expect.any(String) });
    expect(new Date(line.time).toISOString()).toBe(line.time);
  });

  it('names the trace of a request as Cloud Trace does', () => {
    const [line] = written(`log.child({ reqId: 'one', trace_id: '${'a1'.repeat(16)}' }).info('said');`);
    expect(line).toMatchObject({
      reqId: 'one',
      'logging.googleapis.com/trace': `projects/acme/traces/${'a1'.repeat(16)}`,
    });
  });
});

describe('the log of a platform', () => {
  it('tells no secret, be it as deep as four levels', () => {
    const secrets = Object.fromEntries(SECRETS.map((key) => [key, 'hush-hush']));
    const nested = [0, 1, 2, 3].map((depth) =>
      Array.from({ length: depth }, (_, index) => `level${index}`).reduceRight<object>(
        (inside, key) => ({ [key]: inside }),
        { ...secrets, known: 'kept' },
      ),
    );
    const text = writtenBy('info', `for (const one of ${JSON.stringify(nested)}) log.info(one, 'said');`);
    const lines = text.trim().split('\n');
    expect(lines).toHaveLength(nested.length);
    expect(text).not.toContain('hush-hush');
    for (const line of lines) {
      expect(line.match(/\[redacted\]/g)).toHaveLength(SECRETS.length);
      // What is no secret stays.
      expect(line).toContain('"known":"kept"');
    }
  });

  it('is lines of JSON, of its level and above', () => {
    const text = writtenBy('warn', `log.info('one'); log.warn('two'); log.error('three');`);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [40, 'two'],
      [50, 'three'],
    ]);
  });
});

describe('the log on the sandbox', () => {
  it.each(['json', 'gcp'] as const)(
    'is lines that a person reads, with a mark where something is wrong, and no secret: %s',
    (logFormat) => {
      let written = '';
      const destination = new Writable({
        write(chunk, _, done) {
          written += chunk;
          done();
        },
      });
      const log = loggerFor({ logLevel: 'info', logFormat }, linesForPeople(destination));
      log.debug('unsaid');
      log.info({ token: 'hush-hush' }, 'all is well');
      log.warn('not so well');
      log.error('bad\u001b');
      const lines = written.trimEnd().split('\n');
      expect(lines.map((line) => line.replace(/^\[\d\d:\d\d:\d\d\]:? /, ''))).toEqual([
        'all is well',
        '! not so well',
        '! bad\\u001b',
      ]);
    },
  );
});
