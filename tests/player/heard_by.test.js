// What pages say of the model that a curve is from.
import { describe, expect, test } from "bun:test";
import { againText, mixedText } from "../../emomusic/player/heard_by.js";

describe("a song that is to be heard again", () => {
  test("says by which model, and how that goes", () => {
    expect(againText({ model: "ear-2", state: "queued" })).toBe("ear-2 will listen again");
    expect(againText({ model: "ear-2", state: "running" })).toBe("ear-2 is listening again");
    expect(againText({ model: "ear-2", state: "failed" })).toBe("ear-2 could not hear it");
  });

  test("says nothing where its curve is up to date", () => {
    expect(againText(null)).toBe("");
  });
});

describe("a list", () => {
  test("says how many songs another model heard", () => {
    expect(mixedText(["ear-1", "ear-2", "", "ear-1"], "ear-2", 2)).toBe(
      "2 of 4 songs show what ear-1 heard; ear-2 is listening to the library again.",
    );
    expect(mixedText(["ear-0", "ear-1", "ear-2"], "ear-2", 0)).toBe("2 of 3 songs show what ear-0 and ear-1 heard.");
    expect(mixedText(["ear-1"], "ear-2", 0)).toBe("This song shows what ear-1 heard.");
  });

  test("says nothing where all are of the model that hears now, or that is not known", () => {
    expect(mixedText(["ear-2", ""], "ear-2", 5)).toBe("");
    expect(mixedText(["ear-1"], "", 5)).toBe("");
    expect(mixedText([], "ear-2", 5)).toBe("");
  });
});
