// What page and desktop shell say to each other to hand a port over; everything else goes through that port.

/** The page asks for a port: at its start, and again when it lost its port. */
export const PORT_REQUEST = 'crosstail-port-wanted';

/** The answer that brings the port. */
export const PORT_MESSAGE = 'crosstail-port';
