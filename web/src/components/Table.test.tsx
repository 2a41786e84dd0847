// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter, useLocation } from "react-router-dom";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextOrder } from "./sorting";
import { earlyFirst, Table, type TableColumn } from "./Table";

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

function show(rows: Row[], address = "/", columns = COLUMNS) {
  render(
    <MemoryRouter initialEntries={[address]}>
      <Table
        name="films"
        caption="Films"
        columns={columns}
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

/** Gives the page a width, which jsdom has none of. */
function setNarrow(matches: boolean) {
  const query = { matches, addEventListener: vi.fn(), removeEventListener: vi.fn() };
  vi.stubGlobal("matchMedia", () => query);
}

describe("a table", () => {
  beforeEach(() => {
    setNarrow(false);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("has what is compared right after the name on a narrow page, and its columns in order elsewhere", () => {
    const [name, gross] = COLUMNS as [TableColumn<Row>, TableColumn<Row>];
    const studio = { name: "studio", title: "Studio", value: () => null };
    const columns = [name, studio, { ...gross, early: true }];
    expect(earlyFirst(columns).map((column) => column.name)).toEqual(["name", "gross", "studio"]);
    const headers = (narrow: boolean) => {
      setNarrow(narrow);
      show(ROWS, "/", columns);
      const found = screen.getAllByRole("columnheader").map((header) => header.textContent);
      cleanup();
      return found;
    };
    expect(headers(false)).toEqual(["Film", "Studio", "Gross"]);
    expect(headers(true)).toEqual(["Film", "Gross", "Studio"]);
  });

  it("is sorted as it says, with what is unknown last", () => {
    show(ROWS);
    expect(names()).toEqual(["Film 11", "Film 10", "Film 9"]);
    const header = screen.getByRole("columnheader", { name: "Gross" });
    expect(header.getAttribute("aria-sort")).toBe("descending");
  });

  it("sorts by another column on a click, and says so in the address", () => {
    show(ROWS);
    fireEvent.click(screen.getByRole("button", { name: "Film" }));
    expect(names()).toEqual(["Film 9", "Film 10", "Film 11"]);
    expect(screen.getByRole("status").textContent).toBe("?films=name");
    fireEvent.click(screen.getByRole("button", { name: "Film" }));
    expect(names()).toEqual(["Film 11", "Film 10", "Film 9"]);
    expect(screen.getByRole("status").textContent).toBe("?films=-name");
  });

  it("begins with the greatest number, and with the first name", () => {
    expect(nextOrder("name", "gross", true)).toBe("-gross");
    expect(nextOrder("-gross", "gross", true)).toBe("gross");
    expect(nextOrder("-gross", "name", false)).toBe("name");
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
    fireEvent.click(screen.getByRole("button", { name: "Show the first 25" }));
    expect(names()).toHaveLength(25);
  });

  it("is printed whole", () => {
    show(Array.from({ length: 30 }, (_, number) => ({ name: `Film ${number}`, gross: number })));
    act(() => {
      window.dispatchEvent(new Event("beforeprint"));
    });
    expect(names()).toHaveLength(30);
    act(() => {
      window.dispatchEvent(new Event("afterprint"));
    });
    expect(names()).toHaveLength(25);
  });

  it("says so when it has no rows", () => {
    show([]);
    expect(screen.queryByRole("table")).toBeNull();
    expect(screen.getByText("There are none.")).toBeTruthy();
  });
});
