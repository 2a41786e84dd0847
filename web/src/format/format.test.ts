import { describe, expect, it } from "vitest";
import { count, counted, day, dollars, isoDay, listed, sentence, share, shortDollars, UNKNOWN, yearOf } from ".";
import { csv } from "./csv";

describe("numbers and days", () => {
  it("are written for readers in the United States", () => {
    expect(count(1898)).toBe("1,898");
    expect(dollars(190_241_310)).toBe("$190,241,310");
    expect(shortDollars(1_280_802_282)).toBe("$1.28B");
    expect(counted(1, "film")).toBe("1 film");
    expect(counted(188, "film")).toBe("188 films");
    expect([share(1, 8), share(1, 300), share(1, 0)]).toEqual(["13%", "0.33%", UNKNOWN]);
    expect(sentence("love interest")).toBe("Love interest");
    expect([listed([]), listed(["Ohio"])]).toEqual(["", "Ohio"]);
    expect(listed(["Texas", "Ohio", "Utah"])).toBe("Texas, Ohio and Utah");
  });

  it("say when something is not known", () => {
    expect([count(null), dollars(null), shortDollars(null), day(null)]).toEqual(
      Array(4).fill(UNKNOWN),
    );
    expect(isoDay(null)).toBe("");
  });

  it("stay on their day in every time zone", () => {
    const newYear = new Date("1999-01-01");
    expect([day(newYear), isoDay(newYear), yearOf(newYear)]).toEqual([
      "Jan 1, 1999",
      "1999-01-01",
      1999,
    ]);
  });
});

describe("csv", () => {
  it("quotes what would break a line or a field", () => {
    expect(csv(["title", "gross"], [['Say "Hi", all', 1.5], ["two\nlines", null]])).toBe(
      'title,gross\r\n"Say ""Hi"", all",1.5\r\n"two\nlines",\r\n',
    );
  });
});
