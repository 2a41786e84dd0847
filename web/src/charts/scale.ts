/** Places on a chart, in per cent, and the round values that its axes name. */

const STEPS = [1, 2, 2.5, 5, 10];
// Rounds off what binary fractions add: 3 * 0.1.
const DIGITS = 12;

/** Round values from 0 that reach up to a value: the last is the value or the one above it. */
export function ticksTo(most: number, wanted = 4): number[] {
  if (!(most > 0)) {
    return [0];
  }
  const rough = most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((each) => each * power >= rough) ?? 10);
  const count = Math.ceil(Number((most / step).toPrecision(DIGITS)));
  return Array.from({ length: count + 1 }, (_, number) =>
    Number((number * step).toPrecision(DIGITS)),
  );
}

/** Round whole values within a range: years or weeks. */
export function ticksWithin(first: number, last: number, wanted = 8): number[] {
  const rough = Math.max(1, (last - first) / wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power;
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
