import { useSignalEffect } from '@preact/signals';
import { Dimmed } from '../shared/Dimmed.tsx';
import { FullScreen } from '../shared/FullScreen.tsx';
import { KeyPage } from '../shared/KeyPage.tsx';
import { clockText, dayText } from '../shared/local-time.ts';
import { dim, live, now, summary, times, words } from './model.ts';
import { Rooms } from './Rooms.tsx';

/** The page in the lobby: all rooms, or why they can't be shown. */
export function App() {
  useSignalEffect(() => {
    document.title = live ? `${words.value.lobby}: ${summary.value}` : words.value.key_wanted;
    document.documentElement.lang = words.value.locale;
  });
  const link = live?.link.value;
  if (!live || link?.kind === 'refused') {
    const refusal = link?.kind === 'refused' ? link.refusal : undefined;
    return <KeyPage words={words.value} room={undefined} refusal={refusal} />;
  }
  return (
    <>
      <div class={`lobby ${link?.kind}`}>
        <header>
          <h1>{words.value.lobby}</h1>
          <p class="summary" role="status">
            {summary.value}
          </p>
          {now.value !== undefined && (
            <p class="clock">
              <span>{dayText(now.value, times.value)}</span> <b>{clockText(now.value, times.value)}</b>
            </p>
          )}
        </header>
        <Rooms />
        <FullScreen label={words.value.full_screen} />
      </div>
      <Dimmed dim={dim} now={now.value} zone={times.value.zone} words={words.value} />
    </>
  );
}
