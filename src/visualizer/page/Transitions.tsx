import { machine, moves, step, zone } from './player.ts';
import { clock } from './time.ts';

/** The transitions of the last step in words: what led from where to where, and on which condition. */
export function Transitions() {
  const own = moves.value.filter(({ edge }) => edge.split(/[.>]/)[0] === machine.value);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="way" aria-label="The way there" tabIndex={0}>
      <h3>
        {step.value ? `The way there, ${clock(step.value.at, zone.value)}` : 'Nothing has happened yet'}
      </h3>
      <ol>
        {step.value && own.length === 0 && <li class="none">no transition</li>}
        {own.map(({ edge, label }) => {
          const [source, target] = edge.split('>').map((id) => id.split('.').slice(1).join('.'));
          return (
            <li key={edge + label}>
              {source || machine.value} → <b>{target || machine.value}</b> {label && <i>{label}</i>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
