import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Differences } from './Differences.tsx';
import { HappeningLine } from './HappeningLine.tsx';
import { listedSteps, markedPlace, model, place, showsAllRooms, zone } from './player.ts';
import { lineAfterKey } from './roving.ts';
import { px } from './scale.ts';
import { useSize } from './size.ts';

/** Px of a line, and of one that has the name of its room above what it says. */
const [LINE, NAMED_LINE] = [30, 48];
const SPARE = 3;

/** Everything that happened, each line a jump. Only the lines in sight are made: there may be thousands. */
export function Happenings() {
  const steps = listedSteps.value;
  return (
    <section class="happenings" aria-labelledby="happenings-title">
      <header>
        <h2 id="happenings-title">What happened</h2>
        <span class="count">
          {place.value + 1} of {steps.length}
        </span>
        {model.recording.rooms.length > 1 && (
          <button
            type="button"
            class="quiet"
            aria-pressed={showsAllRooms.value}
            onClick={() => {
              showsAllRooms.value = !showsAllRooms.value;
            }}
          >
            All rooms
          </button>
        )}
      </header>
      <Differences />
      <List />
    </section>
  );
}

/** The lines. Tab reaches one of them, arrows lead from there to the others. */
function List() {
  const list = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const size = useSize(list, { width: 330, height: 600 });
  /** The step whose line has the focus. */
  const focused = useSignal<number | undefined>(undefined);
  const mustFocus = useRef(false);
  const scrolling = useRef(0);
  const height = useComputed(() => (showsAllRooms.value ? NAMED_LINE : LINE));

  function scrollTo(wanted: number): void {
    const most = Math.max(0, listedSteps.value.length * height.value - size.value.height);
    const target = Math.round(Math.min(Math.max(0, wanted), most));
    top.value = target;
    // Not `top`: an earlier scroll may be told of before this one is done.
    cancelAnimationFrame(scrolling.current);
    scrolling.current = requestAnimationFrame(() =>
      list.current?.scrollTo({ top: target, behavior: 'instant' }),
    );
  }

  /** Scrolls only where the lines from `first` to `last` are not in sight; where there is no room for all, to the last. */
  function show(first: number, last: number): void {
    const [from, until, seen] = [first * height.value, (last + 1) * height.value, size.value.height];
    if (until - from > seen) show(last, last);
    else if (from < top.peek() || until > top.peek() + seen) scrollTo((from + until - seen) / 2);
  }

  // While the playhead is dragged nothing is measured, nor scrolled before all is written: a frame is laid out once.
  useSignalEffect(() => show(Math.max(0, markedPlace.value), Math.max(0, place.value)));
  useLayoutEffect(() => {
    if (!mustFocus.current) return;
    mustFocus.current = false;
    list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  });

  const steps = listedSteps.value;
  const first = Math.max(0, Math.floor(top.value / height.value) - SPARE);
  const until = first + Math.ceil(size.value.height / height.value) + 2 * SPARE;
  const own = focused.value === undefined ? -1 : steps.indexOf(focused.value);
  const tabStop = Math.max(0, own < 0 ? markedPlace.value : own);

  const inSight = Array.from(
    { length: Math.max(0, Math.min(until, steps.length) - first) },
    (_, line) => first + line,
  );
  // The line that Tab reaches is there also where it is out of sight.
  const before = steps.length > 0 && tabStop < first ? [tabStop] : [];
  const after = tabStop >= Math.min(until, steps.length) && tabStop < steps.length ? [tabStop] : [];
  const made = [...before, ...inSight, ...after];

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(size.value.height / height.value) - 1);
    const wanted = lineAfterKey(event.key, tabStop, steps.length, page);
    if (wanted === undefined) return;
    event.preventDefault();
    // Elsewhere these keys lead to other rooms and to the ends of the day.
    event.stopPropagation();
    focused.value = steps[wanted];
    mustFocus.current = true;
    show(wanted, wanted);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the line that has the focus
    <div
      class="list"
      ref={list}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
      }}
      onKeyDown={onKeyDown}
      onFocusIn={({ target }) => {
        focused.value = Number((target as HTMLElement).dataset.step);
      }}
      onFocusOut={() => {
        if (!mustFocus.current) focused.value = undefined;
      }}
    >
      <ol
        class={showsAllRooms.value ? 'named' : undefined}
        style={{ height: px(steps.length * height.value) }}
      >
        {made.map((at) => (
          <HappeningLine
            key={steps[at]}
            number={steps[at] ?? -1}
            place={at}
            of={steps.length}
            height={height.value}
            isMarked={at === markedPlace.value}
            isLast={at === place.value && at !== markedPlace.value}
            isTabStop={at === tabStop}
            zone={zone.value}
            isNamed={showsAllRooms.value}
          />
        ))}
      </ol>
    </div>
  );
}
