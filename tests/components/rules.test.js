// The rules while they are edited: what is put in, changed and taken out, and what the server gets.
import { describe, expect, test } from "bun:test";
import { added, boundsOf, changed, groupOf, isRectangle, rectangle, ruleAbout, withKeys, withoutKeys } from "../../emomusic/components/rule_editor/tree.js";

const number = { name: "above", shape: "number", has_share: false };
const most = { name: "mostly above", shape: "number", has_share: true };
const between = { name: "between", shape: "pair", has_share: false };
const form = {
  usual_share: 0.6,
  fields: [
    { name: "valence", kind: "feeling", choices: [], tests: [number, between, most] },
    { name: "ends", kind: "choice", choices: ["happy", "calm"], tests: [{ name: "equals", shape: "choice" }] },
    { name: "liked", kind: "yes_no", choices: [], tests: [{ name: "yes", shape: "nothing" }] },
  ],
};
const written = (rules) => withoutKeys(rules);
const EMPTY = { match: "all", rules: [] };

describe("rules", () => {
  test("come back from the editor as they went in", () => {
    const rules = { match: "any", rules: [{ field: "liked", is: "yes" }, { match: "none", rules: [{ field: "ends", is: "equals", value: "calm" }] }], sort: { by: "year", descending: true }, limit: { songs: 5 } };
    expect(written(withKeys(rules))).toEqual(rules);
  });

  test("get a rule and a group where they are asked to", () => {
    let rules = withKeys(EMPTY);
    const group = groupOf(ruleAbout(form, "liked"));
    rules = added(rules, rules.key, group);
    rules = added(rules, group.key, ruleAbout(form, "ends"));
    expect(written(rules).rules).toEqual([{ match: "any", rules: [{ field: "liked", is: "yes" }, { field: "ends", is: "equals", value: "happy" }] }]);
  });

  test("lose a group with its last rule", () => {
    const rule = ruleAbout(form, "liked");
    const rules = withKeys(EMPTY);
    const nested = added(rules, rules.key, groupOf(rule));
    expect(written(changed(nested, rule.key, null))).toEqual(EMPTY);
  });

  test("change where they are", () => {
    const rules = withKeys({ match: "all", rules: [{ field: "liked", is: "yes" }, { field: "ends", is: "equals", value: "calm" }] });
    const [first] = rules.rules;
    expect(written(changed(rules, first.key, ruleAbout(form, "ends", undefined, first))).rules.map(({ field }) => field)).toEqual(["ends", "ends"]);
    expect(changed(rules, rules.key, { ...rules, match: "none" }).match).toBe("none");
  });
});

describe("a rule", () => {
  test("keeps its value where the other test wants one of the same kind", () => {
    const before = { ...ruleAbout(form, "valence", "above"), value: 0.35 };
    expect(ruleAbout(form, "valence", "mostly above", before)).toEqual({ key: before.key, field: "valence", is: "mostly above", value: 0.35, share: 0.6 });
    expect(ruleAbout(form, "valence", "between", before).value).toEqual([0.6, 0.8]);
    expect(ruleAbout(form, "liked", undefined, before)).toEqual({ key: before.key, field: "liked", is: "yes" });
  });
});

describe("a region", () => {
  test("is known as a rectangle whatever corner it begins with", () => {
    const [a, b, c, d] = rectangle([0.2, 0.6], [0.1, 0.5]);
    expect(isRectangle([c, d, a, b])).toBe(true);
    expect(isRectangle([a, b, c])).toBe(false);
    expect(isRectangle([a, b, c, [0.2, 0.51]])).toBe(false);
    expect(boundsOf([a, c, [0.4, 0.9]])).toEqual([[0.2, 0.6], [0.1, 0.9]]);
  });
});
