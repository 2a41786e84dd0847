// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Editor } from "./Editor";

const run = vi.fn();
const cancel = vi.fn();

function editor(busy: boolean, asked = "select 1", visit = "first") {
  return <Editor asked={asked} visit={visit} busy={busy} run={run} cancel={cancel} />;
}

const button = (name: string) => screen.getByRole("button", { name });
const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Query" });

describe("the editor", () => {
  afterEach(() => {
    cleanup();
    vi.resetAllMocks();
  });

  it("runs what is written, by its button and by its keys", () => {
    render(editor(false));
    fireEvent.change(field(), { target: { value: "select 2" } });
    fireEvent.click(button("Run"));
    fireEvent.keyDown(field(), { key: "Enter", metaKey: true });
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(run.mock.calls).toEqual([["select 2"], ["select 2"]]);
  });

  it("runs nothing beside what runs, which alone can be cancelled", () => {
    const { rerender } = render(editor(true));
    fireEvent.click(button("Run"));
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    expect(run).not.toHaveBeenCalled();
    fireEvent.click(button("Cancel"));
    expect(cancel).toHaveBeenCalledOnce();
    rerender(editor(false));
    fireEvent.click(button("Cancel"));
    expect(cancel).toHaveBeenCalledOnce();
  });

  it("keeps the focus on the button that was pressed", () => {
    const { rerender } = render(editor(false));
    button("Run").focus();
    rerender(editor(true));
    expect(button("Run").getAttribute("aria-disabled")).toBe("true");
    expect(document.activeElement).toBe(button("Run"));
  });

  it("begins with the query of the address at every visit to it, also at the next of the same", () => {
    const { rerender } = render(editor(false));
    rerender(editor(false, "select 3", "second"));
    expect(field().value).toBe("select 3");
    fireEvent.change(field(), { target: { value: "select 4" } });
    rerender(editor(true, "select 3", "second"));
    expect(field().value).toBe("select 4");
    rerender(editor(false, "select 3", "third"));
    expect(field().value).toBe("select 3");
  });
});
