// The drawings, each a line.

export const DOWN = "M6 9.5l6 6 6-6";
export const MORE = "M5 12h.01M12 12h.01M19 12h.01";
export const SEND = "M12 19V5.5M6 11l6-6 6 6";
export const FRESH = "M11 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-5M17.5 3.6a2.1 2.1 0 0 1 3 3L12 15l-4 1 1-4Z";
export const PERSON = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.7-4 3.7-6 7.5-6s6.8 2 7.5 6";
export const SAVE = "M12 4v11M7 10.5l5 5 5-5M5 20h14";
export const ERASE = "M4.5 7h15M10 4h4M6.5 7l.8 13h9.4l.8-13";
export const SOUND = "M5 9.5v5h3l4 3.5v-12l-4 3.5ZM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11";
export const THUMB = "M7 11v9M3.5 11.5h3.5V20H3.5ZM7 11l4-7.5c1.7 0 2.5 1.2 2.2 2.7L12.5 9.5h5.7c1.3 0 2.2 1.2 1.9 2.4l-1.5 6.2A2.4 2.4 0 0 1 16.3 20H7";
