import { useSignalEffect } from '@preact/signals';
import { Dimmed } from '../shared/Dimmed.tsx';
import { KeyPage } from '../shared/KeyPage.tsx';
import { roomText } from '../shared/words.ts';
import { Door } from './Door.tsx';
import { dim, live, look, minute, room, times, words } from './model.ts';

/** The page at a door: the door, or why it can't be shown. */
export function App() {
  useSignalEffect(() => {
    const { tone, word, detail } = look.value;
    document.title = live ? `${roomText(room)}: ${word} ${detail}`.trim() : words.value.key_wanted;
    document.documentElement.lang = words.value.locale;
    document.documentElement.dataset.tone = live && !isRefused() ? tone : 'unsure';
  });
  const link = live?.link.value;
  if (!live || link?.kind === 'refused')
    return (
      <KeyPage
        words={words.value}
        room={room}
        refusal={link?.kind === 'refused' ? link.refusal : undefined}
      />
    );
  return (
    <>
      <Door />
      <Dimmed dim={dim} now={minute.value} zone={times.value.zone} words={words.value} />
    </>
  );
}

function isRefused(): boolean {
  return live?.link.value.kind === 'refused';
}
