import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { visualize } from '../../src/visualizer/command.ts';
import { aDay, at, meeting } from '../replay/a-day.ts';

const folder = mkdtempSync(join(tmpdir(), 'roomcal-visualizer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const room_name = 'blue_room';
const events = [meeting('</script><b>Stand-up', '10:00', '10:30')];
const GOOD = file('good.json', aDay({ title: 'One meeting', events }));
const WRONG = file(
  'wrong.json',
  aDay({ events, expect: [{ at: at('10:00'), room_name, set: { busynow: 0 } }] }),
);
const page = join(folder, 'page.html');

async function run(
  files: string[],
  options: { html?: string; serve?: boolean; port?: number },
  signal = new AbortController().signal,
) {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  const code = await visualize(files, { serve: false, port: 0, seed: 1, ...options }, terminal, signal);
  return { code, out, err };
}

const recordingIn = (html: string) =>
  JSON.parse(html.match(/<script type="application\/json" id="recording">(.*?)<\/script>/)![1]!);

describe('roomcal replay --html', () => {
  it('writes one file, the same bytes each time, that fetches nothing from elsewhere', async () => {
    expect(await run([GOOD], { html: page })).toEqual({ code: 0, out: [`wrote ${page}`], err: [] });
    const first = readFileSync(page, 'utf8');
    await run([GOOD], { html: page });
    expect(readFileSync(page, 'utf8') === first).toBe(true);
    expect(first.slice(0, 200)).toContain('<meta charset="utf-8"');
    expect(first.match(/<(link|img|script|iframe)[^>]* (src|href)="(?!data:)/)).toBeNull();
    expect(first.match(/@import|url\((?!#)/)).toBeNull();
  });

  it('holds what happened, whatever a title says', async () => {
    await run([GOOD], { html: page });
    const { title, steps, events, stateSets } = recordingIn(readFileSync(page, 'utf8'));
    expect(title).toBe('One meeting');
    expect(events).toMatchObject([{ title: '</script><b>Stand-up', blocks: true, until: null }]);
    const busy = steps.find(({ set }: { set: { busynow?: number } }) => set.busynow === 1);
    expect(busy).toMatchObject({ at: Date.parse(at('10:00')), room: 0, because: ['boundary'] });
    expect(stateSets[busy.states]).toEqual(
      expect.arrayContaining(['room.occupancy.busy', 'thing.settled', 'channel.live.trusted']),
    );
  });

  it('tells what does not hold, and ends with 1', async () => {
    const { code, err } = await run([WRONG], { html: page });
    expect({ code, err }).toEqual({ code: 1, err: [`${WRONG}: expect[0].set.busynow: expected 0, found 1`] });
    expect(recordingIn(readFileSync(page, 'utf8')).differences).toHaveLength(1);
  });

  it.each([
    ['two days', [GOOD, WRONG], {}, /name one file$/],
    ['no such day', [join(folder, 'nowhere.json')], {}, /there is no such file/],
    ['a malformed day', [file('broken.json', aDay({ to: 'evening' }))], {}, /to: needs an instant/],
    ['no such folder', [GOOD], { html: join(folder, 'none', 'page.html') }, /can't be written \(ENOENT\)$/],
  ])('ends with 1 and a line: %s', async (_, files, options, line) => {
    const { code, err } = await run(files, { html: join(folder, 'none.html'), ...options });
    expect(code).toBe(1);
    expect(err).toEqual([expect.stringMatching(line)]);
    expect(existsSync(join(folder, 'none.html'))).toBe(false);
  });
});

describe('roomcal replay --serve', () => {
  it('serves the page on loopback until it is ended, with a policy that lets nothing else in', async () => {
    const ending = new AbortController();
    let url = '';
    const terminal = { out: (line: string) => served(line), err: (line: string) => expect.fail(line) };
    const { promise, resolve: served } = Promise.withResolvers<string>();
    const ended = visualize([GOOD], { serve: true, port: 0, seed: 1 }, terminal, ending.signal);
    url = (await promise).split(' ')[0]!;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-/,
    );
    expect((await response.text()).startsWith('<!doctype html>')).toBe(true);
    expect((await fetch(`${url}favicon.ico`)).status).toBe(404);
    const { code, err } = await run([GOOD], { serve: true, port: Number(new URL(url).port) });
    expect({ code, err }).toEqual({
      code: 1,
      err: [expect.stringMatching(/EADDRINUSE.*--port 0 takes a free one/)],
    });
    ending.abort();
    expect(await ended).toBe(0);
  });
});
