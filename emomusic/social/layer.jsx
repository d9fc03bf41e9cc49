// What people bring to every page: the live channel, and the parts that listen to it.
import { useEffect } from "react";
import * as live from "./live.js";

/**
 * Mounted once round all pages.
 * @param userId id of the person, 0 for nobody
 */
export function SocialLayer({ userId = 0, children }) {
  useEffect(() => {
    if (userId > 0) live.start();
    return live.stop;
  }, [userId]);
  useEffect(() => {
    window.emomusic = { ...window.emomusic, live };
  }, []);
  return children;
}
