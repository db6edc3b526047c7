import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** Of a Workspace domain: its users, and the scopes in which an account may act for each of them. */
export interface Delegation {
  users: readonly string[];
  scopes: readonly string[];
}

/** Google's service accounts: their public keys, by which their assertions are verified, and for whom they may act. */
export class ServiceAccounts {
  readonly #keys = new Map<string, KeyObject>();
  readonly #delegations = new Map<string, Delegation>();

  /**
   * Makes an account with a key of its own, and returns the text of its key file, which asks for tokens at `tokenUri`.
   * The key lives as long as the sandbox.
   */
  async create(email: string, tokenUri: string): Promise<string> {
    const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    this.add(email, publicKey);
    const [, project] = /@(.+)\.iam\.gserviceaccount\.com$/.exec(email) ?? [];
    const key = {
      type: 'service_account',
      project_id: project,
      private_key: privateKey,
      client_email: email,
      token_uri: tokenUri,
    };
    return JSON.stringify(key, null, 2);
  }

  /** Makes an account known whose public key, in PEM form, is somebody else's. */
  add(email: string, publicKey: string): void {
    this.#keys.set(email, createPublicKey(publicKey));
  }

  /** Domain-wide delegation, as an administrator grants it: for all users of the domain, in these scopes. */
  delegate(email: string, delegation: Delegation): void {
    this.#delegations.set(email, delegation);
  }

  delegationOf(email: string): Delegation | undefined {
    return this.#delegations.get(email);
  }

  keyOf(email: string): KeyObject | undefined {
    return this.#keys.get(email);
  }
}
