// Whether friends see that one is here.
import { useStore } from "$/public/external/emomusic/player/store.js";
import { change, people } from "./people.js";

/** The switch moves at once, and back where the server says no. */
function hide(hides) {
  people.update({ appears_offline: hides });
  change("people.hide", { hides });
}

/** What friends may see; on the page of friends and in the settings. */
export function Privacy() {
  const { loaded, appears_offline: hides } = useStore(people);
  return (
    <section className="settings-section">
      <h2>Privacy</h2>
      <label className="pp-switch">
        <input type="checkbox" role="switch" checked={hides} disabled={!loaded} onChange={(event) => hide(event.target.checked)} />
        <span>
          <strong>Appear offline</strong>
          <span className="muted">Friends don't see that you are here, nor what you listen to.</span>
        </span>
      </label>
    </section>
  );
}
