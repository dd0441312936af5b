import { AppError, messageOf } from '../base/errors.ts';
import type { BundleProgress } from '../bundle/bundle-request.ts';
import { type CreatedBundle, createBundle } from '../bundle/create-bundle.ts';
import { previewBundle } from '../bundle/preview-bundle.ts';
import { DEFAULT_KINDS, REDACT_KINDS } from '../bundle/redaction/redact-kinds.ts';
import type { ConsoleServices } from '../contract/contract.ts';
import type { FileSystem, OpenFile } from '../ports/file-system.ts';
import { bundleContent } from './bundle-content.ts';
import type { ConsoleParts } from './console-parts.ts';
import { Latest } from './latest.ts';

type BundlesService = Pick<
  ConsoleServices,
  'bundles.redactions' | 'bundles.preview' | 'bundles.create' | 'bundles.show' | 'bundles.read'
>;

type BundlesParts = Pick<ConsoleParts, 'workspace' | 'incidents' | 'clock' | 'bundles' | 'about'>;

/** Bytes of a bundle that are read at a time. */
const CHUNK = 192 * 1024;

/** Bundles of this workspace. Where they are written is the host's choice, not the window's. */
export function createBundlesService(parts: BundlesParts): BundlesService {
  const own = { ...parts, version: parts.about.version };
  return {
    async 'bundles.redactions'() {
      const kinds = REDACT_KINDS.map(({ name, label }) => ({ name, label, isDefault: DEFAULT_KINDS.includes(name) }));
      return { kinds };
    },

    async 'bundles.preview'(scope, signal) {
      const { request, query, pages } = await bundleContent(own, scope, signal);
      const preview = await previewBundle(pages, request.redaction, signal);
      if (!preview.isSample) return preview;
      const events = await (await parts.workspace).store.count(query, request.range, signal);
      const times = events / Math.max(1, preview.events);
      const scaled = (count: number) => Math.round(count * times);
      return { ...preview, events, bytes: scaled(preview.bytes), zipBytes: scaled(preview.zipBytes) };
    },

    async *'bundles.create'(scope, signal) {
      const { request, pages } = await bundleContent(own, scope, signal);
      const { files, folder } = parts.bundles;
      await files.makeDirectory(folder, 0o700);
      const path = `${folder}/${fileName(scope.redaction === null ? request.title : '', parts.clock.nowMs())}`;
      const progress = new Latest<BundleProgress>();
      const stop = new AbortController();
      const target = { files, path, progress: (now: BundleProgress) => progress.put(now) };
      const result: Promise<CreatedBundle> = createBundle(request, pages, {
        ...target,
        signal: AbortSignal.any([signal, stop.signal]),
      }).finally(() => progress.end());
      result.catch(() => {
        // Awaited below: this only keeps an early failure from counting as unhandled meanwhile.
      });
      try {
        for await (const now of progress) yield { type: 'progress', ...now };
        yield { type: 'done', ...(await result) };
      } finally {
        stop.abort();
      }
    },

    async 'bundles.show'({ name }) {
      const { files, folder, show } = parts.bundles;
      if (show === undefined) {
        throw new AppError('NOT_SUPPORTED', 'Only the desktop application can show a file in its folder.', {
          hint: 'Save the file from here instead.',
        });
      }
      await (await openedBundle(files, folder, name)).close();
      show(`${folder}/${name}`);
      return {};
    },

    async *'bundles.read'({ name }, signal) {
      const file = await openedBundle(parts.bundles.files, parts.bundles.folder, name);
      try {
        const chunk = Buffer.alloc(CHUNK);
        for (let at = 0; ; ) {
          signal.throwIfAborted();
          const count = await file.read(chunk, 0, CHUNK, at);
          if (count === 0) return;
          at += count;
          yield { base64: chunk.toString('base64', 0, count) };
        }
      } finally {
        await file.close();
      }
    },
  };
}

async function openedBundle(files: FileSystem, folder: string, name: string): Promise<OpenFile> {
  try {
    return await files.open(`${folder}/${name}`, 'read');
  } catch (error) {
    throw new AppError('NOT_FOUND', `The bundle "${name}" cannot be read: ${messageOf(error)}.`, {
      cause: error,
      hint: 'It may have been moved or removed; make it again.',
    });
  }
}

/** `bundle-checkout-503s-20261123-103102.zip`: from an allow list; no title where it may hold what is to be hidden. */
function fileName(title: string, nowMs: number): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const time = new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `bundle-${words === '' ? '' : `${words}-`}${time}.zip`;
}
