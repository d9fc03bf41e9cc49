// What people bring to every page: the live channel, and the parts that listen to it.
import { useEffect } from "react";
import { usePerson } from "$/public/external/emomusic/player/hooks.jsx";
import { AddToPlaylist } from "./playlist_add.jsx";
import { ChatLayer } from "./chat_badge.jsx";
import "./friends_panel.jsx";
import { tellHearing } from "./hearing.js";
import * as live from "./live.js";
import { followPeople } from "./people.js";
import { followPlaylists } from "./playlists.js";
import { followRooms } from "./room.js";
import { RoomStrip } from "./room_tool.jsx";

/**
 * Mounted once round all pages.
 * @param userId id of the person, 0 for nobody
 */
export function SocialLayer({ userId: told = 0, children }) {
  const userId = usePerson(told);
  useEffect(() => {
    if (!(userId > 0)) return undefined;
    live.start();
    const ends = [followPeople(), tellHearing(), followRooms(userId), followPlaylists(userId)];
    return () => {
      ends.forEach((end) => end());
      live.stop();
    };
  }, [userId]);
  useEffect(() => {
    window.emomusic = { ...window.emomusic, live };
  }, []);
  return (
    <>
      {children}
      {userId > 0 && <RoomStrip />}
      {userId > 0 && <AddToPlaylist />}
      <ChatLayer userId={userId} />
    </>
  );
}
