import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkCredentials } from '../../../src/io/google-calendar/credentials.ts';
import { mistakesOf } from '../../configuration/configurations.ts';

const PLACE = 'gs://roomcal-config/calendar_credentials.json';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const KEY_FILE = {
  type: 'service_account',
  project_id: 'acme',
  client_email: 'roomcal@acme.iam.gserviceaccount.com',
  private_key: privateKey,
};

/** A stretch of the private key that no message may hold. */
const SECRET = privateKey.split('\n')[5]!;

describe('calendar_credentials.json', () => {
  it('may be the key file of a service account', () => {
    expect(() => checkCredentials(JSON.stringify(KEY_FILE), PLACE)).not.toThrow();
  });

  it.each([
    ['of a person', { ...KEY_FILE, type: 'authorized_user' }],
    ['without a type', { ...KEY_FILE, type: undefined }],
    ['without client_email', { ...KEY_FILE, client_email: undefined }],
    ['without a private key', { ...KEY_FILE, private_key: undefined }],
    ['with a number as private key', { ...KEY_FILE, private_key: 5 }],
    ['that is an OAuth client', { installed: { client_id: 'a', client_secret: 'b' } }],
    ['that is a list', [KEY_FILE]],
    ['that is a text', 'key'],
    ['that is null', null],
  ])('%s is refused in one line that says how to mend it', (_, file) => {
    const lines = mistakesOf(() => checkCredentials(JSON.stringify(file), PLACE));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^gs:\/\/roomcal-config\/calendar_credentials\.json: .*key file of a service account/,
    );
    expect(lines[0]).toMatch(/create|remove/);
    expect(lines[0]).not.toContain(SECRET);
  });

  it.each([
    ['is cut short', privateKey.slice(0, 800)],
    ['is not a key', 'key'],
    ['is empty', ''],
    ['has lost its line breaks', privateKey.replaceAll('\n', ' ')],
  ])('whose private key %s is refused in one line that names it', (_, private_key) => {
    const lines = mistakesOf(() => checkCredentials(JSON.stringify({ ...KEY_FILE, private_key }), PLACE));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^gs:\/\/roomcal-config\/calendar_credentials\.json: .*private_key/);
    expect(lines[0]).not.toContain(SECRET);
  });

  it.each([
    ['is cut short', (text: string) => text.slice(0, 1_000)],
    ['has a real line break in the key', (text: string) => text.replaceAll('\\n', '\n')],
    ['has lost a quote', (text: string) => text.replace('"-----BEGIN', '-----BEGIN')],
  ])('that %s is refused in one line that holds none of the key', (_, spoil) => {
    const lines = mistakesOf(() => checkCredentials(spoil(JSON.stringify(KEY_FILE, null, 2)), PLACE));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^gs:\/\/roomcal-config\/calendar_credentials\.json: .*not JSON/);
    const words = privateKey.split('\n').flatMap((line) => line.match(/.{8}/g) ?? []);
    for (const word of words.filter((one) => !one.includes('-'))) expect(lines[0]).not.toContain(word);
  });
});
