import { expect, it } from "vitest";
import { wordsOf } from "./states";

it("makes words of an address that names nothing", () => {
  expect(wordsOf("toy-story-99")).toBe("toy story 99");
  expect(wordsOf("/films/héctor_rivera/")).toBe("héctor rivera");
  expect(wordsOf("/")).toBe("");
});
