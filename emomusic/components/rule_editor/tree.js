// The rules while they are edited: the JSON of the server, with a key for each part that React needs.

let made = 0;
const key = () => `r${++made}`;

/** Rules of the server with keys. */
export function withKeys(part) {
  if (!part.rules) return { ...part, key: key() };
  return { ...part, key: key(), match: part.match ?? "all", rules: part.rules.map(withKeys) };
}

/** Rules as the server takes them. */
export function withoutKeys({ key: _, ...part }) {
  return part.rules ? { ...part, rules: part.rules.map(withoutKeys) } : part;
}

export const shapeOf = (form, rule) => testOf(form, rule).shape;
export const fieldOf = (form, name) => form.fields.find((field) => field.name === name);
export function testOf(form, rule) {
  const { tests } = fieldOf(form, rule.field);
  return tests.find((test) => test.name === rule.is) ?? tests[0];
}

const today = () => new Date().toISOString().slice(0, 10);
// Where a number begins, and how far from it a second one; fields of 0..1 have their own.
const NUMBERS = { year: [1990, 9], duration: [4, 2], plays: [10, 40], skips: [2, 8], tempo: [110, 20] };

/** What a value field shows first. */
function firstValue(field, shape) {
  const [number, more] = NUMBERS[field.name] ?? (field.kind === "feeling" ? [0.6, 0.2] : [0.3, 0.3]);
  switch (shape) {
    case "text": return "";
    case "number": return number;
    case "pair": return [number, Math.round((number + more) * 100) / 100];
    case "days": return 30;
    case "day": return today();
    case "choice": return field.choices[0];
    case "polygon": return rectangle([0.5, 1], [0.5, 1]);
    default: return undefined;
  }
}

/** A rule about a field, with the first test that fits it, or with a given one. */
export function ruleAbout(form, name, test, before) {
  const field = fieldOf(form, name);
  const chosen = field.tests.find((one) => one.name === test) ?? field.tests[0];
  const kept = before && before.field === name && shapeOf(form, before) === chosen.shape;
  const rule = { key: before?.key ?? key(), field: name, is: chosen.name };
  const value = kept ? before.value : firstValue(field, chosen.shape);
  if (value !== undefined) rule.value = value;
  if (chosen.has_share) rule.share = before?.share ?? form.usual_share;
  return rule;
}

export const groupOf = (...rules) => ({ key: key(), match: "any", rules });

/** The same rules with one part replaced, or taken out where `part` is null. */
export const changed = (rules, wanted, part) => (rules.key === wanted ? part : replaced(rules, wanted, part));

function replaced(group, wanted, part) {
  const rules = group.rules
    .map((one) => (one.key === wanted ? part : one.rules ? replaced(one, wanted, part) : one))
    .filter((one) => one && !(one.rules && one.rules.length === 0));
  return { ...group, rules };
}

/** The same rules with one put at the end of a group. */
export function added(group, wanted, part) {
  if (group.key === wanted) return { ...group, rules: [...group.rules, part] };
  return { ...group, rules: group.rules.map((one) => (one.rules ? added(one, wanted, part) : one)) };
}

/** The corners of a rectangle on the plane, counter-clockwise from its lower left. */
export const rectangle = ([left, right], [low, high]) => [[left, low], [right, low], [right, high], [left, high]];

/** The least rectangle round a region, as `[[left, right], [low, high]]`. */
export function boundsOf(corners) {
  return [0, 1].map((axis) => {
    const along = corners.map((corner) => corner[axis]);
    return [Math.min(...along), Math.max(...along)];
  });
}

/** Whether a region is that rectangle. */
export function isRectangle(corners) {
  const bounds = boundsOf(corners);
  const own = new Set(rectangle(...bounds).map(String));
  return corners.length === 4 && corners.every((corner) => own.has(String(corner)));
}
