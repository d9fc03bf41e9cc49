// Which model a curve is from, in words.

/** What comes of a song that is to be heard again; empty where its curve is up to date. */
export function againText(again) {
  if (!again) return "";
  if (again.state === "running") return `${again.model} is listening again`;
  if (again.state === "failed") return `${again.model} could not hear it`;
  return `${again.model} will listen again`;
}

/**
 * What a list says whose songs were not all heard by the model that hears now.
 * @param models which model each song was heard by, empty for those that were not heard
 * @param model which one hears now, or empty where that is not known
 * @param waiting how many songs of the library wait for it
 */
export function mixedText(models, model, waiting) {
  const others = models.filter((one) => one && one !== model);
  if (!model || !others.length) return "";
  const of = models.length === 1 ? "This song shows" : `${others.length} of ${models.length} songs show`;
  const by = [...new Set(others)].sort().join(" and ");
  return `${of} what ${by} heard${waiting > 0 ? `; ${model} is listening to the library again` : ""}.`;
}
