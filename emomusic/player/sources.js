// Lists that can be played as a whole: "album:3", "artist:7", "liked", "library".
import { call } from "./api.js";

const WHOLE = ["album", "artist", "imported", "liked", "library", "mix", "mood", "playlist", "song"];

/** "album:3" as {kind: "album", key: "3"}; the key is empty where the kind needs none. */
export function parseSource(source) {
  const [kind, key = ""] = (source || "other").split(":");
  return { kind, key };
}

/** Whether the server can give all songs of a source. */
export const isWhole = (source) => WHOLE.includes(parseSource(source).kind);

/** All songs of a source, in its order. */
export async function songsOf(source) {
  const { kind, key } = parseSource(source);
  const { body } = await call(`/api/sources/${kind}${key && `/${encodeURIComponent(key)}`}`);
  return body.songs;
}
