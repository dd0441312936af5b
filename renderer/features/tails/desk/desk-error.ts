import { create } from 'zustand';

/** The last thing that failed on the desk as a whole; shown under the view's head until it is closed. */
export const useDeskError = create<{ message: string | undefined }>()(() => ({ message: undefined }));
