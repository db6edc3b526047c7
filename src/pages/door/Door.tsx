import { Actions } from '../shared/Actions.tsx';
import { FullScreen } from '../shared/FullScreen.tsx';
import { Headline } from '../shared/Headline.tsx';
import { clockText } from '../shared/local-time.ts';
import { OutcomeLine } from '../shared/OutcomeLine.tsx';
import { fill } from '../shared/words.ts';
import { Agenda } from './Agenda.tsx';
import { Code } from './Code.tsx';
import { Coming } from './Coming.tsx';
import { Head } from './Head.tsx';
import { isLive, key, look, mayBook, offers, presses, state, times, words } from './model.ts';

/** A door. */
export function Door() {
  const said = words.value;
  const outcome = presses.outcome.value;
  return (
    <div class={`door ${look.value.tone}`}>
      <Head />
      <main>
        <Headline look={look.value} wanted={checkIn()} />
        <div class="do">
          <Actions
            label={state.value?.current ? said.change : said.actions}
            offers={offers.value}
            isPending={outcome?.kind === 'pending'}
            words={said}
            times={times.value}
            onPress={(action) => void presses.press(action, key ?? '')}
          />
          <Hint />
        </div>
      </main>
      <aside aria-label={said.next}>
        <Coming />
        <Code />
      </aside>
      <Agenda />
      <OutcomeLine outcome={outcome} />
      <FullScreen label={said.full_screen} />
    </div>
  );
}

/** Why there are no buttons, where somebody would look for them. */
function Hint() {
  const [now, said] = [state.value, words.value];
  if (!now || !isLive.value || !mayBook.value || offers.value.length > 0) return null;
  return now.occupancy === 'free' ? <p class="hint">{said.too_short}</p> : null;
}

/** By when somebody has to check in, if that is wanted. */
function checkIn(): string | undefined {
  const { check_in, check_in_until: until } = state.value ?? {};
  if (!isLive.value || check_in !== 'wanted' || !until) return undefined;
  const time = typeof until === 'string' ? clockText(Date.parse(until), times.value) : until.time;
  return fill(words.value.check_in_until, { time });
}
