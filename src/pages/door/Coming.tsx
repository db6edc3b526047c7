import { dayText } from '../shared/local-time.ts';
import type { ShownMeeting } from '../shared/state.ts';
import { look, state, times, words } from './model.ts';

/** The next meetings: of today with their times, of other days with those, too. */
export function Coming() {
  const { coming, says, day } = state.value ?? {};
  if (!coming || !day) return null;
  const [first, ...others] = coming;
  if (!first) {
    // What is not known is not nothing.
    const isWhole = look.value.tone !== 'unsure' && Date.parse(day.known_until) >= Date.parse(day.end);
    return isWhole ? <p class="nothing">{words.value.nothing_next}</p> : null;
  }
  const dayEnd = Date.parse(day.end);
  const row = ({ id, title, start, time }: ShownMeeting, said?: string) => {
    const isLater = Date.parse(start) >= dayEnd;
    const when = said || (isLater ? `${dayText(Date.parse(start), times.value)} ${time}` : time);
    return (
      <li key={id}>
        <span class="time">{when}</span>
        <span class="title" dir="auto">
          {title}
        </span>
      </li>
    );
  };
  return (
    <section class="coming">
      <h2>{words.value.next}</h2>
      <ol>
        {row(first, String(says?.nextevtm ?? ''))}
        {others.map((meeting) => row(meeting))}
      </ol>
    </section>
  );
}
