import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import { troubleOf } from '../../src/operator/trouble.ts';
import type { Vendor } from '../../src/ports/failure.ts';
import { ConfigError } from '../../src/validation/config-error.ts';

describe('what a person can do about', () => {
  it.each<[Vendor, number, RegExp]>([
    ['calendar', 400, /calendar_credentials\.json/],
    ['calendar', 401, /calendar_credentials\.json/],
    ['calendar', 403, /enable the Calendar API/],
    ['calendar', 429, /in a minute/],
    ['iot', 400, /free plan allows five variables/],
    ['iot', 401, /iot_client_id and iot_client_secret/],
    ['iot', 402, /take a plan/],
    ['iot', 403, /API key that may read and write Things/],
    ['iot', 412, /free plan allows five variables a Thing, .* has 16 with --all-variables/],
    ['iot', 429, /iot_requests_per_second/],
    ['pubsub', 3, /ROOMCAL_SUBSCRIPTION/],
    ['pubsub', 7, /Pub\/Sub Editor/],
    ['pubsub', 16, /GOOGLE_APPLICATION_CREDENTIALS/],
    ['storage', 401, /GOOGLE_APPLICATION_CREDENTIALS/],
    ['storage', 403, /Storage Admin/],
    ['storage', 409, /choose another one/],
  ])('a failure of %s by %i', (vendor, status, mend) => {
    const trouble = troubleOf(new VendorError(vendor, 'no: it says\nmore', { status }));
    expect(trouble).toEqual({ says: 'no: it says', mend: expect.stringMatching(mend) });
  });

  it.each<[Vendor, number | undefined]>([
    ['calendar', 503],
    ['iot', undefined],
    ['pubsub', 14],
    ['storage', 404],
  ])('a failure of %s by %s, which may pass', (vendor, status) => {
    expect(troubleOf(new VendorError(vendor, 'no', { status })).mend).toMatch(/^run it again/);
  });

  it('an account that may not act for gcal_subject', () => {
    const refused = new VendorError('calendar', 'no', { status: 401, reason: 'unauthorized_client' });
    expect(troubleOf(refused).mend).toMatch(/Domain-wide delegation/);
  });

  it('a mistake in the configuration is what it says itself, or where every key stands', () => {
    expect(troubleOf(new ConfigError('it is wrong; mend it; and this'))).toEqual({
      says: 'it is wrong',
      mend: 'mend it; and this',
    });
    expect(troubleOf(new ConfigError('it is wrong')).mend).toContain('docs/configuration.md');
  });
});
