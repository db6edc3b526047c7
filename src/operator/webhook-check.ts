import { webhookAddress } from '../configuration/building-options.ts';
import { messageOf } from '../io/vendor-error.ts';
import { probeWebhook } from '../io/webhook-probe.ts';
import { type Finding, failed, ok, warning } from './check.ts';

/** Whether roomcal answers at `address`, as far as this machine can tell. `address` is gcal_watch_function_url. */
export async function checkWebhook(address: string | undefined): Promise<Finding> {
  const webhook = address && webhookAddress(address);
  if (!webhook) {
    return warning(
      'there is no address to which Google could push: calendars are swept every poll_seconds',
      'set gcal_watch_function_url to where Google reaches this service by https',
    );
  }
  const mend = `start roomcal where ${address} leads, or correct gcal_watch_function_url`;
  try {
    const { status, code } = await probeWebhook(webhook);
    // Of no channel: that is what roomcal says of it, and nothing else does.
    if (code === 'UNKNOWN_CHANNEL') return ok('roomcal answers');
    if (code === 'NOT_READY')
      return warning('roomcal answers that it is not ready', 'GET /readyz there says why');
    return failed(`something answers ${status}, but it is not roomcal`, mend);
  } catch (error) {
    return failed(`can't be reached from here: ${messageOf(error)}`, mend);
  }
}
