// The songs of the region, or of all that is seen, as a list: the map for those who read it.
import { useCallback, useEffect, useRef, useState } from "react";
import { SongList } from "$/public/external/emomusic/player/song_list.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { seenBy } from "./camera.js";
import { rectangle } from "./geometry.js";
import { camera, map, songsOf } from "./store.js";

const PAGE = 100;
const SETTLED_MS = 450;

const seen = () => {
  const [left, low, right, high] = seenBy(camera.get());
  return rectangle([left, low], [right, high]);
};

/** What the list is of: told anew when the map has come to rest. */
function useArea() {
  const { points, region, filter } = useStore(map);
  const [area, setArea] = useState(null);
  useEffect(() => {
    if (!points) return undefined;
    let timer = null;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setArea({ corners: region ?? seen(), isRegion: Boolean(region) }), SETTLED_MS);
    };
    soon();
    const end = region ? null : camera.subscribe(soon);
    return () => {
      clearTimeout(timer);
      end?.();
    };
  }, [points, region, filter]);
  return area;
}

export function MapSongs() {
  const area = useArea();
  const [list, setList] = useState({ songs: [], total: 0, error: "" });
  const asked = useRef(0);
  useEffect(() => {
    if (!area) return;
    const mine = ++asked.current;
    songsOf(area.corners, 0, PAGE).then(
      ({ songs, total }) => mine === asked.current && setList({ songs, total, error: "" }),
      (error) => mine === asked.current && setList({ songs: [], total: 0, error: error.message }),
    );
  }, [area]);
  const more = useCallback(
    (offset) => {
      const mine = asked.current;
      songsOf(area.corners, offset, PAGE).then(
        ({ songs }) => mine === asked.current && setList((old) => ({ ...old, songs: [...old.songs.slice(0, offset), ...songs] })),
        (error) => mine === asked.current && setList((old) => ({ ...old, error: error.message })),
      );
    },
    [area],
  );
  if (!area) return null;
  const title = area.isRegion ? "Songs in the region" : "Songs in view";
  return (
    <section className="section mp-songs" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="muted tabular">{list.total.toLocaleString()}</span>
      </header>
      {list.error && <p className="mp-wrong" role="alert">{list.error}</p>}
      {!list.error && !list.total && <p className="muted">There is no song here. Zoom out, or show all genres and years.</p>}
      {list.total > 0 && <SongList key={asked.current} songs={list.songs} total={list.total} onMore={more} source="map" label={title} />}
    </section>
  );
}
