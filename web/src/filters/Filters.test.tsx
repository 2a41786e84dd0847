// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter, useLocation } from "react-router-dom";
import { afterEach, describe, expect, it } from "vitest";
import { Choice } from "./Choice";
import { Filters } from "./Filters";
import { TextFilter } from "./TextFilter";

const STUDIOS = [{ value: "pixar", name: "Pixar Animation Studios" }];

function Address() {
  return <output data-testid="address">{useLocation().search}</output>;
}

function show(address: string) {
  render(
    <MemoryRouter initialEntries={[address]}>
      <Filters legend="Films" parameters={["studio", "title"]} status="">
        <Choice parameter="studio" label="Studio" all="All studios" options={STUDIOS} />
        <TextFilter parameter="title" label="Title" />
      </Filters>
      <Address />
    </MemoryRouter>,
  );
}

const address = () => screen.getByTestId("address").textContent;
const title = () => screen.getByRole<HTMLInputElement>("searchbox", { name: "Title" });
const studio = () => screen.getByRole<HTMLSelectElement>("combobox", { name: "Studio" });
const clear = () => screen.getByRole("button", { name: "Clear" });

describe("filters", () => {
  afterEach(cleanup);

  it("show what the address says, and say in it what is chosen", () => {
    show("/?studio=pixar&title=toy&films=title");
    expect([studio().value, title().value]).toEqual(["pixar", "toy"]);
    fireEvent.change(title(), { target: { value: "coco" } });
    fireEvent.change(studio(), { target: { value: "" } });
    expect(address()).toBe("?title=coco&films=title");
  });

  it("show a choice of the address that is none of theirs", () => {
    show("/?studio=acme");
    expect(studio().selectedOptions[0]?.textContent).toBe("acme");
  });

  it("are cleared together, also while one of them is typed into", () => {
    show("/?studio=pixar&title=toy&films=title");
    title().focus();
    fireEvent.click(clear());
    expect([studio().value, title().value]).toEqual(["", ""]);
    expect(address()).toBe("?films=title");
  });

  it("leave the focus where they were cleared", () => {
    show("/?title=toy");
    clear().focus();
    fireEvent.click(clear());
    expect(clear().getAttribute("aria-disabled")).toBe("true");
    expect(document.activeElement).toBe(clear());
  });
});
