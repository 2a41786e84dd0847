import { expect, it } from "vitest";
import { forgetFailures, once } from "./once";

it("does a thing once, also at the same time", async () => {
  const done = new Map<string, Promise<number>>();
  let times = 0;
  const act = () => Promise.resolve(++times);
  expect(await Promise.all([once(done, "a", act), once(done, "a", act)])).toEqual([1, 1]);
  forgetFailures();
  expect(await once(done, "a", act)).toBe(1);
  expect(await once(done, "b", act)).toBe(2);
});

it("keeps a failure until it is forgotten", async () => {
  const done = new Map<string, Promise<string>>();
  const fail = () => Promise.reject(new Error("no network"));
  const succeed = () => Promise.resolve("here");
  await expect(once(done, "a", fail)).rejects.toThrow("no network");
  await expect(once(done, "a", succeed)).rejects.toThrow("no network");
  forgetFailures();
  expect(await once(done, "a", succeed)).toBe("here");
});
