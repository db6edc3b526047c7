import type { SnapshotFrom } from 'xstate';
import type { ChannelRecord } from '../../ports/channels.ts';
import type { Supervised } from '../supervisor.ts';
import type { channelMachine } from './machine.ts';

type Channel = Supervised<typeof channelMachine>;

/**
 * Opens a room's push channel, or finds it open; undefined where there is no address to which Google could push. Throws the
 * failure that prevented it.
 */
export async function startWatching(channel: Channel): Promise<ChannelRecord | undefined> {
  await channel.until(isAtRest);
  channel.send({ type: 'channel.wanted' });
  const { context } = await channel.until(isAtRest);
  if (!context.stored && context.failure) throw context.failure;
  return context.stored?.record;
}

/** Stops a room's push channel and forgets it: its last record, undefined where there was none. */
export async function stopWatching(channel: Channel): Promise<ChannelRecord | undefined> {
  const { context } = await channel.until(isAtRest);
  channel.send({ type: 'channel.unwanted' });
  const stopped = await channel.until(isAtRest);
  if (!stopped.matches('stopped')) throw stopped.context.failure;
  return context.stored?.record;
}

/** Whether no call about the channel is on its way. */
export function isAtRest(state: SnapshotFrom<typeof channelMachine>): boolean {
  return (['live', 'waiting', 'unsupported', 'stopped'] as const).some((rest) => state.matches(rest));
}
