// Edits of playlists that wait to be sent, in the storage of the tab: they outlive a reload, and
// those of a list that is closed before they are sent are sent all the same. Pure, for tests.

const name = (user, id) => `emomusic:${user}:playlist:${id}:unsent`;

/** Keep the edits of a playlist that wait, oldest first; none forgets them. */
export function keep(storage, user, id, unsent) {
  if (unsent.length) storage.setItem(name(user, id), JSON.stringify(unsent));
  else storage.removeItem(name(user, id));
}

/** The edits of a playlist that wait, oldest first. */
export function kept(storage, user, id) {
  try {
    return JSON.parse(storage.getItem(name(user, id))) ?? [];
  } catch {
    return [];
  }
}

/** The playlists of which edits wait. */
export function waiting(storage, user) {
  const names = Array.from({ length: storage.length }, (_, i) => storage.key(i));
  const ids = names.map((one) => Number(one.split(":")[3]));
  return ids.filter((id, i) => names[i] === name(user, id) && kept(storage, user, id).length);
}

/**
 * Send what waits of playlists that are not open, one edit after the other.
 * @param isOpen whether a playlist is open by now: then its edits are no longer sent from here
 * @param send (id, {key, edit}) => promise; sent again under its key, an edit is made once
 * @param refused (error, id) => promise; true where the edit is to be sent again, false where it is
 *   given up, null where nothing can be sent now
 */
export async function sendLeft({ storage, user, isOpen, send, refused }) {
  for (;;) {
    const id = waiting(storage, user).find((one) => !isOpen(one));
    if (id === undefined) return;
    const [first] = kept(storage, user, id);
    let again = false;
    try {
      await send(id, first);
    } catch (error) {
      again = await refused(error, id);
    }
    if (again === null) return;
    if (again || isOpen(id)) continue;
    keep(storage, user, id, kept(storage, user, id).filter(({ key }) => key !== first.key));
  }
}
