// Icons of the messages, drawn like the player's on a 24-unit square.
import { icon, stroke } from "$/public/external/emomusic/player/icons.jsx";

export const Send = icon(<path d="M3.4 20.4 21 12.9a1 1 0 0 0 0-1.8L3.4 3.6a.6.6 0 0 0-.8.75L5 11l9 1-9 1-2.4 6.65a.6.6 0 0 0 .8.75z" fill="currentColor" />);
export const Smile = icon(<path {...stroke} d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8.5 14.2c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.4v.2M15 9.4v.2" />);
export const Compose = icon(<path {...stroke} d="M11 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-5M17.6 3.9a1.8 1.8 0 0 1 2.5 2.5L12.5 14 9 15l1-3.5z" />);
export const Back = icon(<path {...stroke} d="M15 5l-7 7 7 7" />);
export const People = icon(<path {...stroke} d="M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3 2.5-5 6-5s6 2 6 5M16 4.8a3.4 3.4 0 0 1 0 6.4M17.5 15.3c2.2.6 3.5 2.3 3.5 4.7" />);
export const Bell = icon(<path {...stroke} d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4" />);
export const Flag = icon(<path {...stroke} d="M5 21V4M5 5c5-3 8 3 14 0v9c-6 3-9-3-14 0" />);
