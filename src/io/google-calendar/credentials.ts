import { createPrivateKey } from 'node:crypto';
import { auth } from '@googleapis/calendar';
import { ConfigError } from '../../validation/config-error.ts';
import { parseJson } from '../../validation/json.ts';
import { messageOf } from '../vendor-error.ts';

/**
 * Makes sure that Google's default credentials can be found; `neededBy` names who asks. Throws a `ConfigError` that
 * says how to provide them, `otherwise` in another way.
 */
export async function requireDefaultCredentials(neededBy: string, otherwise = ''): Promise<void> {
  try {
    await new auth.GoogleAuth().getClient();
  } catch (error) {
    const [sentence] = messageOf(error).split('. ');
    throw new ConfigError(
      `${neededBy} needs Google's default credentials: ${sentence}; run gcloud auth application-default login, or set ` +
        `GOOGLE_APPLICATION_CREDENTIALS to a key file${otherwise}`,
    );
  }
}

/** Checks that `text` is the key file of a service account. Throws a `ConfigError` where it can't be used. */
export function checkCredentials(text: string, place: string): void {
  const { type, client_email, private_key } = (parseJson(text, place) ?? {}) as Record<string, unknown>;
  if (type !== 'service_account' || typeof client_email !== 'string' || typeof private_key !== 'string') {
    throw new ConfigError(
      `${place}: not the key file of a service account (type, client_email, private_key); create one in the Google ` +
        'Cloud console, or remove the file to use the default credentials',
    );
  }
  // An error that others left in OpenSSL's queue fails the call that comes next (Node 24.21), and is gone with it.
  if (!isPrivateKey(private_key) && !isPrivateKey(private_key)) {
    throw new ConfigError(`${place}: private_key is not a key in PEM form; download the key file again`);
  }
}

function isPrivateKey(text: string): boolean {
  try {
    createPrivateKey(text);
    return true;
  } catch {
    return false;
  }
}
