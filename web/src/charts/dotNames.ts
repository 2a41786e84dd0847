/** Which dots of a chart can have their name beside them without one name running into another. */

export interface Dot {
  name: string;
  /** Where it is, in per cent of the chart, from the left and from the top. */
  x: number;
  y: number;
}

// Of the narrowest chart that shows names at all, in pixels; a wider one only has more room.
const WIDTH = 520;
const LETTER_WIDTH = 7.5;
const LINE_HEIGHT = 17;
const DOT = 12;
// Of more, those with room would be an odd choice of names.
const MOST_NAMES = 8;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Whether the name stands to the left of its dot, where there is room for it. */
export function standsLeft(dot: Dot): boolean {
  return dot.x > 50;
}

/**
 * The dots that are named: of the first ones those with room.
 *
 * @param height of the chart, in pixels.
 */
export function named(dots: Dot[], height: number): Set<Dot> {
  const found = new Set<Dot>();
  const taken = dots.map((dot) => ({ of: dot, box: boxAround(dot, height) }));
  for (const dot of dots.slice(0, MOST_NAMES)) {
    const box = boxOfName(dot, height);
    const free = box.left >= 0 && box.right <= WIDTH;
    if (free && taken.every(({ of, box: other }) => of === dot || !overlap(box, other))) {
      found.add(dot);
      taken.push({ of: dot, box });
    }
  }
  return found;
}

function boxAround({ x, y }: Dot, height: number): Box {
  const [left, top] = [(x / 100) * WIDTH, (y / 100) * height];
  return {
    left: left - DOT / 2,
    right: left + DOT / 2,
    top: top - DOT / 2,
    bottom: top + DOT / 2,
  };
}

function boxOfName(dot: Dot, height: number): Box {
  const { left, right, top } = boxAround(dot, height);
  const width = dot.name.length * LETTER_WIDTH;
  const middle = top + DOT / 2;
  const lines = { top: middle - LINE_HEIGHT / 2, bottom: middle + LINE_HEIGHT / 2 };
  return standsLeft(dot)
    ? { left: left - width, right: left, ...lines }
    : { left: right, right: right + width, ...lines };
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.left < other.right &&
    other.left < one.right &&
    one.top < other.bottom &&
    other.top < one.bottom
  );
}
