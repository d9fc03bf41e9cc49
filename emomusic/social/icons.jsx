// Icons of people and what they do, on the same square as the player's.
const stroke = { fill: "none", stroke: "currentColor", strokeWidth: 2, strokeLinecap: "round", strokeLinejoin: "round" };

const icon = (children) =>
  function Icon({ size = 20 }) {
    return (
      <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
        {children}
      </svg>
    );
  };

export const Join = icon(<path {...stroke} d="M4 13v-1a8 8 0 0 1 16 0v1M4 13.5h3V19H5.5A1.5 1.5 0 0 1 4 17.5zM20 13.5h-3V19h1.5a1.5 1.5 0 0 0 1.5-1.5z" />);
export const Message = icon(<path {...stroke} d="M4 5.5h16v11H9.5L5.5 20v-3.5H4z" />);
