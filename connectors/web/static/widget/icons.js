// The drawings, each a line.

export const DOWN = "M6 9.5l6 6 6-6";
export const MORE = "M5 12h.01M12 12h.01M19 12h.01";
export const SEND = "M12 19V5.5M6 11l6-6 6 6";
export const FRESH = "M12 5v14M5 12h14";
export const PERSON = "M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0M5 20a7 6 0 0 1 14 0";
export const SAVE = "M12 4v11M7 10l5 5 5-5M5 20h14";
export const ERASE = "M5 7h14M10 4h4M7 7l1 13h8l1-13";
export const SOUND = "M5 9v6h3l5 4V5L8 9ZM17 8a5 5 0 0 1 0 8";
export const THUMB = "M7 11v9M3 11h4l4-7a2 2 0 0 1 2 3l-1 3h6a2 2 0 0 1 2 3l-2 6a2 2 0 0 1-2 1H3Z";
