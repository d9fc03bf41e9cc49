// Asking for the password again, from wherever a call was refused for want of it.
import { call } from "$/public/external/emomusic/player/api.js";

let asker = null;

/** The dialog says here that it can ask; returns how it says that it no longer can. */
export function offerToAsk(ask) {
  asker = ask;
  return () => {
    if (asker === ask) asker = null;
  };
}

/** Like `call`, but where the server wants the password first, it is asked for and the call repeated. */
export async function confirmedCall(path, options) {
  try {
    return await call(path, options);
  } catch (error) {
    if (!error.confirm || !asker || !(await asker())) throw error;
    return call(path, options);
  }
}
