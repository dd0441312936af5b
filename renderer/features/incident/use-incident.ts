// An incident as a document: read once, changed on screen at once, saved a moment after the last change.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Incident } from '../../../src/contract/contract.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { setCurrentIncident } from '../../platform/line-actions.ts';
import { toAppError } from '../../platform/use-call.ts';

const SAVE_AFTER_MS = 500;

export interface OpenIncident {
  incident: Incident | undefined;
  error: AppError | undefined;
  isSaving: boolean;
  change(patch: Partial<Incident>): void;
}

/** The incident with the id. What is still unsaved when the view closes is saved then. */
export function useIncident(id: string): OpenIncident {
  const client = useConsole();
  const [incident, setIncident] = useState<Incident>();
  const [error, setError] = useState<AppError>();
  const [isSaving, setSaving] = useState(false);
  const unsaved = useRef<Incident | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const save = useCallback(async () => {
    clearTimeout(timer.current);
    const document = unsaved.current;
    if (document === undefined || client === undefined) return;
    unsaved.current = undefined;
    try {
      const saved = await client['incidents.save'](document);
      setError(undefined);
      if (unsaved.current === undefined) setIncident((now) => (now?.id === saved.id ? saved : now));
    } catch (failure) {
      // Kept for the next try: the person's words are on screen and must not be lost by a lost host.
      unsaved.current ??= document;
      setError(toAppError(failure));
    } finally {
      setSaving(unsaved.current !== undefined);
    }
  }, [client]);

  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    if (unsaved.current?.id === id) void save();
    else
      client['incidents.read']({ id }, controller.signal).then(
        (found) => {
          setIncident(found);
          setError(undefined);
          setCurrentIncident(id);
        },
        (failure: unknown) => {
          if (!controller.signal.aborted) setError(toAppError(failure));
        },
      );
    return () => controller.abort();
  }, [client, id, save]);
  useEffect(() => () => void save(), [save]);

  const change = useCallback(
    (patch: Partial<Incident>) => {
      setIncident((before) => {
        if (before === undefined) return before;
        const next = { ...before, ...patch, updatedAtMs: Date.now() };
        unsaved.current = next;
        return next;
      });
      setSaving(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), SAVE_AFTER_MS);
    },
    [save],
  );
  return { incident, error, isSaving, change };
}
