// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Editor } from "./Editor";

const run = vi.fn();
const cancel = vi.fn();

function show(busy: boolean) {
  return render(<Editor asked="select 1" busy={busy} run={run} cancel={cancel} />);
}

const button = (name: string) => screen.getByRole("button", { name });
const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Query" });

describe("the editor", () => {
  afterEach(() => {
    cleanup();
    vi.resetAllMocks();
  });

  it("runs what is written, by its button and by its keys", () => {
    show(false);
    fireEvent.change(field(), { target: { value: "select 2" } });
    fireEvent.click(button("Run"));
    fireEvent.keyDown(field(), { key: "Enter", metaKey: true });
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(run.mock.calls).toEqual([["select 2"], ["select 2"]]);
  });

  it("runs nothing beside what runs, which alone can be cancelled", () => {
    const { rerender } = show(true);
    fireEvent.click(button("Run"));
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    expect(run).not.toHaveBeenCalled();
    fireEvent.click(button("Cancel"));
    expect(cancel).toHaveBeenCalledOnce();
    rerender(<Editor asked="select 1" busy={false} run={run} cancel={cancel} />);
    fireEvent.click(button("Cancel"));
    expect(cancel).toHaveBeenCalledOnce();
  });

  it("keeps the focus on the button that was pressed", () => {
    const { rerender } = show(false);
    button("Run").focus();
    rerender(<Editor asked="select 1" busy run={run} cancel={cancel} />);
    expect(button("Run").getAttribute("aria-disabled")).toBe("true");
    expect(document.activeElement).toBe(button("Run"));
  });

  it("follows the query of the address", () => {
    const { rerender } = show(false);
    fireEvent.change(field(), { target: { value: "select 2" } });
    rerender(<Editor asked="select 3" busy={false} run={run} cancel={cancel} />);
    expect(field().value).toBe("select 3");
  });
});
