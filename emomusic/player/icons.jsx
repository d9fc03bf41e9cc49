// Icons, drawn on a 24-unit square. They carry no name: the button round them does.

/** What a drawn line has. */
export const stroke = { fill: "none", stroke: "currentColor", strokeWidth: 2, strokeLinecap: "round", strokeLinejoin: "round" };

/** Make an icon of what is drawn on the square. */
export const icon = (children, usual = 20) =>
  function Icon({ size = usual }) {
    return (
      <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
        {children}
      </svg>
    );
  };

export const Play = icon(<path d="M7 4.6v14.8a.9.9 0 0 0 1.37.77l12-7.4a.9.9 0 0 0 0-1.54l-12-7.4A.9.9 0 0 0 7 4.6z" fill="currentColor" />);
export const Pause = icon(<path d="M7 4h3.2v16H7zM13.8 4H17v16h-3.2z" fill="currentColor" />);
export const Next = icon(<path d="M5 4.9v14.2a.8.8 0 0 0 1.23.67L16 13.5V20h3V4h-3v6.5L6.23 4.23A.8.8 0 0 0 5 4.9z" fill="currentColor" />);
export const Previous = icon(<path d="M19 4.9v14.2a.8.8 0 0 1-1.23.67L8 13.5V20H5V4h3v6.5l9.77-6.27A.8.8 0 0 1 19 4.9z" fill="currentColor" />);
export const Shuffle = icon(<path {...stroke} d="M3 7h3.2c1.4 0 2.7.7 3.5 1.9l4.6 6.2c.8 1.2 2.1 1.9 3.5 1.9H21M18 14l3 3-3 3M3 17h3.2c1.4 0 2.7-.7 3.5-1.9l.6-.8M13.7 9.7l.6-.8C15.1 7.7 16.4 7 17.8 7H21M18 4l3 3-3 3" />);
export const Repeat = icon(<path {...stroke} d="M4 12V9.5A3.5 3.5 0 0 1 7.5 6H20M17 3l3 3-3 3M20 12v2.5a3.5 3.5 0 0 1-3.5 3.5H4M7 21l-3-3 3-3" />);
export const RepeatOne = icon(
  <>
    <path {...stroke} d="M4 12V9.5A3.5 3.5 0 0 1 7.5 6H20M17 3l3 3-3 3M20 12v2.5a3.5 3.5 0 0 1-3.5 3.5H4M7 21l-3-3 3-3" />
    <path {...stroke} strokeWidth={1.8} d="M10.8 10.6l1.6-1v5" />
  </>,
);
const HEART = "M12 20.3l-1.2-1C6 15 3 12.3 3 8.9A4.7 4.7 0 0 1 7.8 4.2c1.6 0 3.2.75 4.2 2 1-1.25 2.6-2 4.2-2A4.7 4.7 0 0 1 21 8.9c0 3.4-3 6.1-7.8 10.4z";
export const Heart = icon(<path {...stroke} d={HEART} />);
export const HeartFull = icon(<path d={HEART} fill="currentColor" stroke="currentColor" strokeWidth={2} strokeLinejoin="round" />);
export const Queue = icon(<path {...stroke} d="M4 6h16M4 11h16M4 16h8M16 14.5v6l4.5-3z" />);
export const Volume = icon(<path {...stroke} d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11" />);
export const VolumeLow = icon(<path {...stroke} d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6" />);
export const Muted = icon(<path {...stroke} d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5" />);
export const Plane = icon(
  <>
    <path {...stroke} d="M12 3v18M3 12h18" strokeWidth={1.6} />
    <circle cx="17" cy="7" r="3.4" fill="currentColor" />
    <circle cx="7" cy="16.5" r="1.7" fill="currentColor" opacity="0.6" />
  </>,
);
export const More = icon(<path d="M5 10.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zm7 0a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zm7 0a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z" fill="currentColor" />);
export const Close = icon(<path {...stroke} d="M6 6l12 12M18 6L6 18" />);
export const Up = icon(<path {...stroke} d="M6 15l6-6 6 6" />);
export const Down = icon(<path {...stroke} d="M6 9l6 6 6-6" />);
export const Grip = icon(<path d="M8 6h2v2H8zm6 0h2v2h-2zM8 11h2v2H8zm6 0h2v2h-2zm-6 5h2v2H8zm6 0h2v2h-2z" fill="currentColor" />);
export const Choose = icon(<path {...stroke} d="M3.5 6.5l1.8 1.8 3-3.6M3.5 16.5l1.8 1.8 3-3.6M12 7h8.5M12 17h8.5" />);
export const Clock = icon(<path {...stroke} d="M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 7.5V12l3 2" />);
export const Note = icon(<path {...stroke} d="M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z" />);
export const Help = icon(<path {...stroke} d="M9.2 9.2a2.9 2.9 0 1 1 4.2 2.6c-.9.45-1.4 1-1.4 2V14.5M12 17.8v.1" />);
export const Radio = icon(
  <>
    <path {...stroke} d="M4 9.5h16a1.5 1.5 0 0 1 1.5 1.5v7.5A1.5 1.5 0 0 1 20 20H4a1.5 1.5 0 0 1-1.5-1.5V11A1.5 1.5 0 0 1 4 9.5zM6.5 9.5L17 4M14.5 13h3.5M14.5 16.5h3.5" />
    <circle {...stroke} cx="8" cy="14.75" r="2.4" />
  </>,
);
