import { useLayoutEffect, useRef } from 'preact/hooks';
import { largestThatFits } from './fit.ts';
import { groups, words } from './model.ts';
import type { Row } from './order.ts';

/** Screens that are narrower scroll, in CSS pixels. */
const NARROW = 700;
/** Letters that are smaller take rows of one line, in CSS pixels. */
const COMPACT = 21;
const SMALLEST = 9;
/** How long a last word is that is never cut, in letters and a blank. */
const LONGEST_END = 9;

/** All rooms, as large as lets them all be seen. */
export function Rooms() {
  const box = useRef<HTMLElement>(null);
  const shown = groups.value;
  const shape = shown.map(({ rows }) => rows.length).join();
  useLayoutEffect(() => {
    const resize = () => {
      if (box.current && shape) fitInto(box.current);
    };
    resize();
    window.addEventListener('resize', resize);
    return () => window.removeEventListener('resize', resize);
  }, [shape]);
  const hasNames = shown.some(({ name }) => name !== null);
  return (
    <main class="rooms" ref={box}>
      {shown.map(({ name, rows }) => (
        <section key={name ?? ''}>
          {hasNames && <h2 dir="auto">{name ?? words.value.other_rooms}</h2>}
          <ul>
            {rows.map((row) => (
              <Room key={row.id} row={row} />
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}

function Room({ row: { name, tone, text, title, isHour } }: { row: Row }) {
  // Names that have all but their last word in common must not be cut there.
  const cut = name.length - name.lastIndexOf(' ') <= LONGEST_END ? name.lastIndexOf(' ') : name.length;
  return (
    <li class={tone}>
      <b class="name" dir="auto">
        <span>{name.slice(0, cut)}</span>
        <span>{name.slice(cut)}</span>
      </b>
      <span class="text">{text}</span>
      <span class="more" dir="auto">
        {title}
        {isHour && (
          <em>
            <span class="long">{words.value.hour_free}</span>
            <span class="short">{words.value.hour_free_short}</span>
          </em>
        )}
      </span>
    </li>
  );
}

/** Sets the size of the letters: with rows of two lines as long as they are large, and of one where many have to fit. */
function fitInto(box: HTMLElement): void {
  box.classList.remove('compact');
  box.style.fontSize = '';
  if (window.innerWidth < NARROW) return;
  const fits = (size: number) => {
    box.style.fontSize = `${size}px`;
    return box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight;
  };
  const most = Math.min(window.innerWidth / 30, window.innerHeight / 16);
  let size = largestThatFits(SMALLEST, Math.floor(most), fits);
  if (size < COMPACT) {
    box.classList.add('compact');
    size = largestThatFits(SMALLEST, COMPACT, fits);
  }
  fits(size);
}
