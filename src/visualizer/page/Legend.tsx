import { model } from './player.ts';

/** What the marks of the band mean; colour never says it alone. */
export function Legend() {
  const { faults, differences } = model.recording;
  return (
    <ul class="legend" aria-label="Legend">
      <li>
        <i class="event" /> meeting
      </li>
      <li>
        <i class="event idle" /> does not take the room
      </li>
      <li>{mark('said busy', 'M0,1H16V13H0z')} door says busy</li>
      <li>{mark('said free', 'M0,9H16V13H0z')} free</li>
      <li>{mark('said unknown', 'M0,9H16V13H0z')} nothing yet</li>
      <li>{mark('marks refresh', 'M8,2V12')} calendar listed</li>
      <li>{mark('marks change', 'M8,2l5,5l-5,5l-5,-5z')} somebody changed it</li>
      <li>{mark('marks wrong', 'M4,3l8,8m0,-8l-8,8')} failure</li>
      {faults.length > 0 && (
        <li>
          <i class="fault" /> vendor away
        </li>
      )}
      {differences.length > 0 && <li>{mark('marks difference', 'M8,1l6,11h-12z')} not as expected</li>}
    </ul>
  );
}

function mark(classes: string, d: string) {
  const [group, kind] = classes.split(' ');
  return (
    <svg class={group} width="16" height="14" aria-hidden="true">
      <path class={kind} d={d} />
    </svg>
  );
}
