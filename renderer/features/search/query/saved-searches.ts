// Searches kept by a person, in this window's storage.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

const MOST = 100;

interface SavedSearches {
  queries: string[];
  toggle(query: string): void;
}

export const useSavedSearches = create<SavedSearches>()(
  persist(
    (set) => ({
      queries: [],
      toggle: (query) =>
        set(({ queries }) => ({
          queries: queries.includes(query)
            ? queries.filter((each) => each !== query)
            : [query, ...queries].slice(0, MOST),
        })),
    }),
    { name: 'crosstail.saved-searches' },
  ),
);
