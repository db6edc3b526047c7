import { type Band, bandOf } from '../shared/band.ts';
import { minute, state, times, words } from './model.ts';

/** What is narrower has no room for a title, in per cent. */
const NARROW = 13;

/** Today as a band: what was is greyed, what is not known is hatched, a line is now. */
export function Agenda() {
  const [day, now] = [state.value?.day, minute.value];
  if (!day || now === undefined) return null;
  const band = bandOf(day, now, times.value);
  const { agenda, past, not_known_yet } = words.value;
  return (
    <section class="agenda" aria-label={agenda}>
      <ol class="band">
        {band.blocks.map(({ id, title, time, isPast, isNow, lane, left, width }) => (
          <li
            key={id}
            class={isPast ? 'past' : isNow ? 'now' : 'to-come'}
            title={`${time} ${title}`}
            style={{
              ...places(left, width),
              top: `${(100 * lane) / band.lanes}%`,
              height: `${100 / band.lanes}%`,
            }}
          >
            <span dir="auto">
              <span class={width < NARROW ? 'hidden' : ''}>{title}</span>
              <span class="hidden">
                , {time}
                {isPast && `, ${past}`}
              </span>
            </span>
          </li>
        ))}
        {band.unknown && (
          <li class="unknown" style={places(band.unknown.left, band.unknown.width)} title={not_known_yet}>
            <span class="hidden">{not_known_yet}</span>
          </li>
        )}
      </ol>
      <Marks band={band} />
    </section>
  );
}

function Marks({ band: { ticks, now } }: { band: Band }) {
  return (
    <div class="marks" aria-hidden="true">
      {ticks.map(({ left, label }) => (
        <span key={left} class="tick" style={{ left: `${left}%` }}>
          {label}
        </span>
      ))}
      <i class="was" style={{ width: `${now}%` }} />
      <i class="line" style={{ left: `${now}%` }} />
    </div>
  );
}

function places(left: number, width: number) {
  return { left: `${left}%`, width: `${width}%` };
}
