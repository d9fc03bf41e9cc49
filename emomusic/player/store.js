// A value with subscribers, outside React, so that it outlives every page.
import { useSyncExternalStore } from "react";

export function createStore(initial) {
  let value = initial;
  const listeners = new Set();
  let timer = null;
  const tell = () => {
    clearTimeout(timer);
    timer = null;
    for (const listener of [...listeners]) listener(value);
  };
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      tell();
    },
    update(part) {
      this.set({ ...value, ...part });
    },
    /** Change the value now; the page draws it with the next change, at the latest after a while. */
    updateQuietly(part, most_ms) {
      value = { ...value, ...part };
      timer ??= setTimeout(tell, most_ms);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Read a store, or a part of it, in a component. `select` must return the same value for the same
 * store value.
 */
export function useStore(store, select = (value) => value) {
  const read = () => select(store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}
