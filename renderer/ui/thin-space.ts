/**
 * Space between a figure and its unit. The thin space of IBM Plex Sans is 0.12 em wide and all but disappears at 11 px;
 * four to an em is what reads as thin.
 */
export const thin = '\u2005';
