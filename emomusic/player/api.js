// Calls to the server. In development it listens on another port than the page.
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";

let base;

function backend() {
  if (base === undefined) {
    const { origin } = getBackendURL(env.PING);
    base = origin === window.location.origin ? "" : origin;
  }
  return base;
}

/** Address of a path of the server, as seen from this page. */
export const address = (path) => (typeof window === "undefined" ? path : backend() + path);

/** Whether the server is of another origin, so that media needs the cookie asked for. */
export const isForeign = () => typeof window !== "undefined" && backend() !== "";

/**
 * Something went wrong on the way; the message is a sentence for the person. With `confirm`, the
 * password is to be given again first.
 */
export class CallFailed extends Error {
  constructor(message, status, confirm = false) {
    super(message);
    this.status = status;
    this.confirm = confirm;
  }
}

/**
 * Call the server and read its JSON.
 * @returns {{status: number, body: any}}
 * @throws {CallFailed} with the server's own sentence where it gave one.
 */
export async function call(path, { method = "GET", body, keepalive = false } = {}) {
  let response;
  try {
    response = await fetch(address(path), {
      method,
      keepalive,
      credentials: "include",
      headers: body === undefined ? undefined : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new CallFailed("The server can't be reached. Check the connection and try again.", 0);
  }
  const text = await response.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    if (response.ok) throw new CallFailed("The server gave an answer that can't be read.", response.status);
  }
  if (!response.ok)
    throw new CallFailed(
      json?.error ?? `The server could not do that (${response.status}).`,
      response.status,
      json?.confirm === true,
    );
  return { status: response.status, body: json };
}

export const mediaAddress = (song) => address(`/media/${song.id}`);
export const coverAddress = (cover, size) => address(`/covers/${cover}/${size}.webp`);
