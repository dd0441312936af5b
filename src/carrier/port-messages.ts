// What page and desktop shell say to each other to hand a port over; everything else goes through that port.

/** The page asks for a port: at its start, and again when it lost its port. */
export const PORT_REQUEST = 'crosstail-port-wanted';

/** The answer that brings the port. */
export const PORT_MESSAGE = 'crosstail-port';

/** Key of the message that names the paths of files dropped on the window: pages see files, not where they lie. */
export const DROPPED_PATHS = 'crosstail-dropped-paths';
