import { expect, it } from 'vitest';
import { Backlog } from '../../../src/sandbox/pubsub/backlog.ts';

/** A backlog with messages that were published so many ms after 1970. */
function published(...instants: number[]) {
  const backlog = new Backlog();
  for (const instant of instants) {
    const publishTime = { seconds: Math.floor(instant / 1_000), nanos: (instant % 1_000) * 1_000_000 };
    backlog.publish({ messageId: String(instant), publishTime });
  }
  return backlog;
}

const left = (backlog: Backlog) => backlog.take(() => true).map(({ message }) => message.messageId);

it('is moved to an instant to the millisecond: what was published then is the first to come', () => {
  for (const [instant, messages] of [
    [1_499, ['1500', '1501', '2000']],
    [1_500, ['1500', '1501', '2000']],
    [1_501, ['1501', '2000']],
    [1_502, ['2000']],
  ] as const) {
    const backlog = published(1_500, 1_501, 2_000);
    backlog.seek(instant, false);
    expect(left(backlog)).toEqual(messages);
  }
});

it('brings back what lies between where that is kept, and not where it is not', () => {
  for (const keeps of [true, false]) {
    const backlog = published(1_000, 2_000);
    backlog.seek(3_000, keeps);
    backlog.seek(1_000, keeps);
    expect(left(backlog)).toEqual(keeps ? ['1000', '2000'] : []);
  }
});
