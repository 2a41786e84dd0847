/** Places on a chart, in per cent, and the round values that its axes name. */

const STEPS = [1, 2, 2.5, 5, 10];

/**
 * Round values from 0 that reach up to a value: the last is the value or the one above it. They are
 * whole: what the charts show is dollars by the million, or counts.
 */
export function ticksTo(most: number, wanted = 5): number[] {
  if (!(most > 0)) {
    return [0];
  }
  const step = roundUp(most / wanted);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, number) => number * step);
}

/** Round whole values within a range: years or weeks. */
export function ticksWithin(first: number, last: number, wanted = 8): number[] {
  const step = roundUp((last - first) / wanted);
  const start = Math.ceil(first / step) * step;
  return Array.from(
    { length: Math.max(0, Math.floor((last - start) / step) + 1) },
    (_, number) => start + number * step,
  );
}

/** Where a value lies between two others, in per cent. */
export function percent(value: number, first: number, last: number): number {
  return last > first ? (100 * (value - first)) / (last - first) : 50;
}

/** The next whole number that is 1, 2, 2.5 or 5 times a power of ten. */
function roundUp(value: number): number {
  const rough = Math.max(1, value);
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = STEPS.map((each) => each * power).filter(Number.isInteger);
  return steps.find((each) => each >= rough) ?? power;
}
