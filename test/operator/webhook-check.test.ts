import { HttpResponse, http } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { checkWebhook } from '../../src/operator/webhook-check.ts';
import { useVendors } from '../io/vendors.ts';

const vendors = useVendors();
const ADDRESS = 'https://roomcal.test/door';

describe('what the doctor says of the address to which Google pushes', () => {
  it.each([
    ['roomcal', 404, { code: 'UNKNOWN_CHANNEL' }, 'ok', 'roomcal answers', undefined],
    [
      'roomcal that is not ready',
      503,
      { code: 'NOT_READY' },
      'warning',
      'roomcal answers that it is not ready',
      'GET /readyz there says why',
    ],
    ['roomcal that makes a mistake', 500, { code: 'INTERNAL' }, 'failed', 'something answers 500', 'start'],
    ['something else', 404, { code: 7 }, 'failed', 'something answers 404', 'start roomcal where'],
    ['a sign-in page', 200, '<html>', 'failed', 'something answers 200', 'start roomcal where'],
  ])('where %s answers', async (_, status, body, says, words, mend) => {
    vendors.use(http.post(`${ADDRESS}/webhook`, () => HttpResponse.json(body, { status })));
    const found = await checkWebhook(ADDRESS);
    expect(found).toMatchObject({ status: says, says: expect.stringContaining(words) });
    if (mend === undefined) expect(found.mend).toBeUndefined();
    else expect(found.mend).toContain(mend);
  });

  it.each(['', '/', '//', '/webhook', '/webhook/'])('however the address ends: %j', async (end) => {
    vendors.use(
      http.post(`${ADDRESS}/webhook`, () => HttpResponse.json({ code: 'UNKNOWN_CHANNEL' }, { status: 404 })),
    );
    expect(await checkWebhook(ADDRESS + end)).toMatchObject({ status: 'ok' });
  });

  it('where it leads elsewhere: Google follows nobody', async () => {
    vendors.use(http.post(`${ADDRESS}/webhook`, () => HttpResponse.redirect('https://elsewhere.test/', 307)));
    expect(await checkWebhook(ADDRESS)).toMatchObject({
      status: 'failed',
      says: 'something answers 307, but it is not roomcal',
    });
    expect(vendors.requests).toHaveLength(1);
  });

  it('where nobody answers within 5 s', async () => {
    const patience = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    vendors.use(http.post(`${ADDRESS}/webhook`, () => new Promise<never>(() => patience.abort(late()))));
    const late = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    expect(await checkWebhook(ADDRESS)).toMatchObject({
      status: 'failed',
      says: "can't be reached from here: no answer within 5 s",
    });
    expect(timeout).toHaveBeenCalledWith(5_000);
  });
});
