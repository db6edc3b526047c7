import { generateKeyPairSync } from 'node:crypto';

/** The text of a service account's key file, with a key of its own; `tokenUri` is Google's where it is left out. */
export function serviceAccountKey(tokenUri?: string): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return JSON.stringify({
    type: 'service_account',
    client_email: 'roomcal@test.iam.gserviceaccount.com',
    private_key: privateKey,
    token_uri: tokenUri,
  });
}
