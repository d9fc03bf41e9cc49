// Finds out what small files hold before a byte of them is sent, so that doubles are not sent at all.

/** Larger files are sent at once; the server finds out at the end whether it has them. */
const LARGEST_BYTES = 64 * 2 ** 20;

let worker = null;
let numbers = 0;
const waiting = new Map();

function start() {
  worker = new Worker(new URL("./hash_worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data: { number, hash } }) => {
    waiting.get(number)?.(hash);
    waiting.delete(number);
  };
  worker.onerror = () => {
    // Without a worker nothing is known beforehand, and all goes on as for large files.
    for (const resolve of waiting.values()) resolve("");
    waiting.clear();
    worker = null;
  };
}

/** BLAKE2b in hexadecimal, or empty where it was not looked for. */
export function hashOf(file) {
  if (file.size > LARGEST_BYTES || typeof Worker === "undefined") return Promise.resolve("");
  if (!worker) start();
  const number = ++numbers;
  return new Promise((resolve) => {
    waiting.set(number, resolve);
    worker.postMessage({ number, file });
  });
}
