import {
  CircleQuestionMark,
  ListFilter,
  Search,
  Server,
  Settings,
  Siren,
  SquareSplitHorizontal,
  Workflow,
} from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import type { View } from '../platform/route.ts';

/** The views in the order of the rail, each loaded when it is first opened. */
export const VIEW_LIST = [
  { view: 'tails', icon: SquareSplitHorizontal, isBelow: false },
  { view: 'search', icon: Search, isBelow: false },
  { view: 'incident', icon: Siren, isBelow: false },
  { view: 'rules', icon: ListFilter, isBelow: false },
  { view: 'hosts', icon: Server, isBelow: false },
  { view: 'pipeline', icon: Workflow, isBelow: false },
  { view: 'settings', icon: Settings, isBelow: true },
  { view: 'help', icon: CircleQuestionMark, isBelow: true },
] as const;

export const VIEW_PARTS: Readonly<Record<View, ComponentType>> = {
  tails: lazy(async () => ({ default: (await import('../features/tails/tails-view.tsx')).TailsView })),
  search: lazy(async () => ({ default: (await import('../features/search/search-view.tsx')).SearchView })),
  incident: lazy(async () => ({ default: (await import('../features/incident/incident-view.tsx')).IncidentView })),
  rules: lazy(async () => ({ default: (await import('../features/rules/rules-view.tsx')).RulesView })),
  hosts: lazy(async () => ({ default: (await import('../features/hosts/hosts-view.tsx')).HostsView })),
  pipeline: lazy(async () => ({ default: (await import('../features/pipeline/pipeline-view.tsx')).PipelineView })),
  settings: lazy(async () => ({ default: (await import('../features/settings/settings-view.tsx')).SettingsView })),
  help: lazy(async () => ({ default: (await import('../features/help/help-view.tsx')).HelpView })),
};
