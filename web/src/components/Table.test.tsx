// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter, useLocation } from "react-router-dom";
import { afterEach, describe, expect, it } from "vitest";
import { Table, type TableColumn } from "./Table";

interface Row {
  name: string;
  gross: number | null;
}

const COLUMNS: TableColumn<Row>[] = [
  { name: "name", title: "Film", value: (row) => row.name },
  { name: "gross", title: "Gross", value: (row) => row.gross },
];
const ROWS: Row[] = [
  { name: "Film 10", gross: 5 },
  { name: "Film 9", gross: null },
  { name: "Film 11", gross: 20 },
];

function Address() {
  return <output>{useLocation().search}</output>;
}

function show(rows: Row[], address = "/") {
  render(
    <MemoryRouter initialEntries={[address]}>
      <Table
        name="films"
        caption="Films"
        columns={COLUMNS}
        rows={rows}
        keyOf={(row) => row.name}
        sort="-gross"
      />
      <Address />
    </MemoryRouter>,
  );
}

function names(): (string | null)[] {
  return screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.firstChild?.textContent ?? null);
}

describe("a table", () => {
  afterEach(cleanup);

  it("is sorted as it says, with what is unknown last", () => {
    show(ROWS);
    expect(names()).toEqual(["Film 11", "Film 10", "Film 9"]);
    const header = screen.getByRole("columnheader", { name: "Gross" });
    expect(header.getAttribute("aria-sort")).toBe("descending");
  });

  it("sorts by another column on a click, and says so in the address", () => {
    show(ROWS);
    fireEvent.click(screen.getByRole("button", { name: "Film" }));
    expect(names()).toEqual(["Film 11", "Film 10", "Film 9"]);
    expect(screen.getByRole("status").textContent).toBe("?films=-name");
    fireEvent.click(screen.getByRole("button", { name: "Film" }));
    expect(names()).toEqual(["Film 9", "Film 10", "Film 11"]);
  });

  it("takes its order from the address, where the unknown still comes last", () => {
    show(ROWS, "/?films=gross");
    expect(names()).toEqual(["Film 10", "Film 11", "Film 9"]);
  });

  it("shows more rows when asked to", () => {
    show(Array.from({ length: 30 }, (_, number) => ({ name: `Film ${number}`, gross: number })));
    expect(names()).toHaveLength(25);
    fireEvent.click(screen.getByRole("button", { name: "Show all 30" }));
    expect(names()).toHaveLength(30);
  });
});
