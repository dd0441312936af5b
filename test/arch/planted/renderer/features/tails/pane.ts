export const pane = 1;
