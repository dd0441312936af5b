// Files dropped on the window. The desktop shell names their paths; a browser keeps them to itself.
import { useEffect, useRef } from 'react';
import { DROPPED_PATHS } from '../../src/carrier/port-messages.ts';

/** How long the shell may take to name the paths. */
const ANSWER_MS = 300;

/** Paths named by a message of the shell; undefined when it is another message. */
export function droppedPaths(data: unknown): string[] | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const paths = (data as Record<string, unknown>)[DROPPED_PATHS];
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string' && path !== '') : undefined;
}

/** Tells of dropped files while the component stands: with their paths, or with none where nobody names them. */
export function useDroppedFiles(onDrop: (paths: readonly string[]) => void): void {
  const listener = useRef(onDrop);
  listener.current = onDrop;
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const allow = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if ((event.dataTransfer?.files.length ?? 0) === 0) return;
      event.preventDefault();
      clearTimeout(waiting);
      waiting = setTimeout(() => listener.current([]), ANSWER_MS);
    };
    const message = (event: MessageEvent) => {
      const paths = event.source === window ? droppedPaths(event.data) : undefined;
      if (paths === undefined) return;
      clearTimeout(waiting);
      listener.current(paths);
    };
    addEventListener('dragover', allow);
    addEventListener('drop', drop);
    addEventListener('message', message);
    return () => {
      clearTimeout(waiting);
      removeEventListener('dragover', allow);
      removeEventListener('drop', drop);
      removeEventListener('message', message);
    };
  }, []);
}
