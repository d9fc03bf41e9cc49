// One short sentence for the person, such as "Added to the queue".
import { createStore } from "./store.js";

const SHOWN_MS = 4000;

export const notice = createStore("");
let timer = null;

export function say(sentence) {
  clearTimeout(timer);
  notice.set(sentence);
  timer = setTimeout(() => notice.set(""), SHOWN_MS);
}
