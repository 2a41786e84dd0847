// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { Link, MemoryRouter, useLocation, useNavigate } from "react-router-dom";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useArrival } from "./useArrival";

const scrollTo = vi.fn();

function Pages() {
  const navigate = useNavigate();
  return (
    <main ref={useArrival<HTMLElement>()} tabIndex={-1}>
      <Link to="/film/dumbo">Dumbo</Link>
      <Link to="?films=title">Sort</Link>
      <button type="button" onClick={() => void navigate(-1)}>
        Back
      </button>
      <output>{useLocation().pathname}</output>
    </main>
  );
}

function follow(name: string) {
  const link = screen.getByRole("link", { name });
  link.focus();
  fireEvent.click(link);
}

beforeEach(() => {
  vi.stubGlobal("scrollTo", scrollTo);
  render(
    <MemoryRouter initialEntries={["/"]}>
      <Pages />
    </MemoryRouter>,
  );
});

afterEach(() => {
  cleanup();
  scrollTo.mockReset();
  vi.unstubAllGlobals();
});

it("leaves a page alone that was opened directly", () => {
  expect(scrollTo).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(document.body);
});

it("begins another page at its top", () => {
  follow("Dumbo");
  expect(scrollTo).toHaveBeenCalledExactlyOnceWith(0, 0);
  expect(document.activeElement).toBe(screen.getByRole("main"));
});

it("stays where a choice on the same page was made", () => {
  follow("Sort");
  expect(scrollTo).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(screen.getByRole("link", { name: "Sort" }));
});

it("leaves the way back to the browser", async () => {
  follow("Dumbo");
  scrollTo.mockReset();
  fireEvent.click(screen.getByRole("button", { name: "Back" }));
  await screen.findByText("/");
  expect(scrollTo).not.toHaveBeenCalled();
});
