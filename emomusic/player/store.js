// A value with subscribers, outside React, so that it outlives every page.
import { useSyncExternalStore } from "react";

export function createStore(initial) {
  let value = initial;
  const listeners = new Set();
  const tell = () => {
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
    /** Change the value now, and let the page draw it after what is under way. */
    updateQuietly(part) {
      value = { ...value, ...part };
      setTimeout(tell, 0);
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
