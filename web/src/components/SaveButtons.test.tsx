// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { added, change, type Item } from "../session/lists";
import { SessionProvider, useSession } from "../session/session";
import { SaveButtons } from "./SaveButtons";

const DUMBO: Item = { kind: "film", slug: "dumbo", name: "Dumbo" };

function SignIn() {
  return <button onClick={useSession().signIn}>Sign in</button>;
}

function show() {
  render(
    <SessionProvider>
      <SignIn />
      <SaveButtons item={DUMBO} />
    </SessionProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

const pressed = (name: string) => screen.getByRole("button", { name }).getAttribute("aria-pressed");

describe("saving", () => {
  afterEach(() => {
    cleanup();
    localStorage.clear();
    change(() => []);
  });

  it("takes one button as long as there is one list", () => {
    show();
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(pressed("Saved")).toBe("true");
    fireEvent.click(screen.getByRole("button", { name: "Saved" }));
    expect(pressed("Save")).toBe("false");
  });

  it("goes into any list of the reader's own", () => {
    show();
    act(() => {
      change((lists) => added(lists, "With the children"));
    });
    fireEvent.click(screen.getByRole("button", { name: "Save to With the children" }));
    expect(pressed("Save to With the children")).toBe("true");
    expect(pressed("Save to To watch")).toBe("false");
  });
});
