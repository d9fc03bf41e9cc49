// What tells of messages on every page: a number in the navigation and in the title, and a sound.
import { useEffect } from "react";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { beginOutbox } from "./chat_outbox.js";
import { SendTo } from "./chat_send_to.jsx";
import { ding, sounded } from "./chat_sound.js";
import { begin, chat, onArrival, unreadCount } from "./chat_store.js";

const IN_TITLE = /^\(\d+\+?\) /;
const MOST = 99;

function useUnread() {
  return useStore(chat, ({ listed, preferences }) => (preferences.badge ? unreadCount(listed) : 0));
}

const short = (count) => (count > MOST ? `${MOST}+` : String(count));

/** The number of unread messages; nothing where there is none, or where it is turned off. */
export function MessagesBadge() {
  const count = useUnread();
  if (!count) return null;
  return <b className="ch-badge" aria-label={`${short(count)} unread`}>{short(count)}</b>;
}

function useTitle(count) {
  useEffect(() => {
    const put = () => {
      const bare = document.title.replace(IN_TITLE, "");
      const wanted = count ? `(${short(count)}) ${bare}` : bare;
      if (document.title !== wanted) document.title = wanted;
    };
    put();
    // The title changes with the page.
    const observer = new MutationObserver(put);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [count]);
}

/** Mounted once; `userId` is 0 where nobody is signed in. */
export function ChatLayer({ userId }) {
  useTitle(useUnread());
  useEffect(() => {
    if (!userId) return undefined;
    onArrival((message) => {
      if (chat.get().preferences.sound) ding(message.client_id).catch(() => {}); // It is only a sound.
    });
    const ends = [begin(), beginOutbox(userId)];
    window.emomusic = { ...window.emomusic, chat: { sounded } };
    return () => ends.forEach((end) => end());
  }, [userId]);
  return userId ? <SendTo /> : null;
}
