import { useSignalEffect } from '@preact/signals';
import { Actions } from '../shared/Actions.tsx';
import { Headline } from '../shared/Headline.tsx';
import { clockText } from '../shared/local-time.ts';
import { OutcomeLine } from '../shared/OutcomeLine.tsx';
import { fill, roomText } from '../shared/words.ts';
import { mine, offers, press } from './mine.ts';
import { credential, isLive, link, look, mayBook, presses, room, state, times, words } from './model.ts';

/** The page of a telephone: the room, and what can be done with it. */
export function App() {
  const isShown = credential.value !== undefined && link.value?.kind !== 'refused';
  useSignalEffect(() => {
    const { tone, word, detail } = look.value;
    const hasPass = credential.value !== undefined;
    document.title = `${roomText(room)}: ${hasPass ? `${word} ${detail}`.trim() : words.value.scan_again}`;
    document.documentElement.lang = words.value.locale;
    document.documentElement.dataset.tone = hasPass ? tone : 'unsure';
  });
  return (
    <div class={`phone ${isShown ? look.value.tone : 'unsure'}`}>
      <header>
        <h1 dir="auto">{roomText(room)}</h1>
      </header>
      <main>{isShown ? <Room /> : <NoPass />}</main>
      <OutcomeLine outcome={presses.outcome.value} />
    </div>
  );
}

function Room() {
  const said = words.value;
  const isFree = state.value?.occupancy === 'free';
  return (
    <>
      <Headline look={look.value} wanted={yours()} />
      <Actions
        label={mine.value ? said.change : said.actions}
        offers={offers.value}
        isPending={presses.outcome.value?.kind === 'pending'}
        words={said}
        times={times.value}
        onPress={(action) => void press(action)}
      />
      {isLive.value && isFree && offers.value.length === 0 && (
        <p class="hint">{mayBook.value ? said.too_short : said.scan_for_more}</p>
      )}
    </>
  );
}

function NoPass() {
  const refusal = link.value?.kind === 'refused' ? link.value.refusal : undefined;
  const isUnknown = refusal?.code === 'UNKNOWN_ROOM';
  return (
    <section class="no-pass">
      <p class="title">{isUnknown ? words.value.key_UNKNOWN_ROOM : words.value.scan_again}</p>
      {!isUnknown && <p>{words.value.scan_again_detail}</p>}
    </section>
  );
}

function yours(): string | undefined {
  if (!mine.value) return undefined;
  return fill(words.value.yours, { time: clockText(Date.parse(mine.value.end), times.value) });
}
