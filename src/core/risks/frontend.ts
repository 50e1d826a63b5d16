import { baseName } from '../facts/paths';
import { isDeployed } from '../facts/schema';
import { isServicePath } from './code/changedCode';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/** A service worker that changes: pages keep the former one, and what it cached, until they are all closed. */
export const changedServiceWorker: RiskRule = {
  id: 'changed-service-worker',
  dimension: 'user-experience',
  find: ({ changed }) => {
    const workers = changed.filter(
      ({ path, text, isNew }) =>
        !isNew &&
        /(?:^|\/)(?:sw|service-?worker|serviceWorker)\.[jt]s$/u.test(path) &&
        /\b(?:caches\.|addEventListener|workbox|precache)/u.test(text),
    );
    const [first] = workers;
    if (first === undefined) return [];
    return [
      {
        issue: `The release changes the service worker ${first.path}.`,
        evidence: inOrder(workers.map(({ path, patch }) => ({ file: path, line: patch.added[0]?.line ?? 1 }))),
        trigger: 'A user comes back with the former worker in their browser.',
        impact: 4,
        impactWhy: 'a worker that caches wrongly keeps serving its cache even after a rollback',
        probability: 2,
        probabilityWhy: `every returning user runs the former worker at least once; ${skips(first.text) ? 'this one takes over at once (skipWaiting), under open pages' : 'this one waits until all pages are closed'}`,
        fails: 'Returning users see the former version, or a page whose parts do not fit together.',
        detect: 'Requests of the former version do not end although the release is Full.',
        recover: 'Ship a further worker that empties the caches; redeploying the old one does not reach everybody.',
        monitor: 'Requests by client version for a week, and asset 404s.',
        mitigation:
          'Test the update from the live worker, with a page left open, and have a worker that clears caches ready.',
      },
    ];
  },
};

function skips(text: string): boolean {
  return /\bskipWaiting\b/u.test(text);
}

/** Hosts that keep the files of former deployments or route pages back to their own. */
const keepsFormerAssets: readonly string[] = ['vercel', 'netlify'];

/** Pages that load parts of themselves later: after the deployment those parts have other names. */
export const staleChunks: RiskRule = {
  id: 'stale-chunks',
  dimension: 'user-experience',
  find: ({ changed, facts, unit }) => {
    if (facts.platforms.some((platform) => isDeployed(platform) && keepsFormerAssets.includes(platform.id))) return [];
    const hosted = facts.platforms.filter(
      (platform) =>
        isDeployed(platform) && (unit === '.' || platform.targets?.some((target) => target.unit === unit) !== false),
    );
    if (hosted.length === 0) return [];
    const lazy = changed.filter(
      (file) =>
        /\.(?:tsx?|jsx?|vue|svelte)$/u.test(file.path) &&
        isServicePath(file.path) &&
        /\b(?:lazy|defineAsyncComponent)\s*\(|\b(?:component|loadComponent|loadChildren)\s*:\s*\(\)\s*=>\s*import\s*\(/u.test(
          file.code(),
        ),
    );
    const touched = lazy.flatMap((file) => {
      const at = file.code().search(/\bimport\s*\(/u);
      return at >= 0 && file.mentions(/\bimport\s*\(/u) ? [{ file: file.path, line: file.lineOf(at) }] : [];
    });
    const [first] = touched;
    if (first === undefined || changed.some(({ text }) => /vite:preloadError|ChunkLoadError/u.test(text))) return [];
    return [
      {
        issue: `The release changes which parts of the page load late (${filesIn(touched)}), and nothing that was read handles a part that is gone.`,
        evidence: inOrder(touched),
        trigger: 'A page that was opened before the deployment asks for a part by its former name.',
        impact: 3,
        impactWhy: 'the page stays blank or the click does nothing until the user reloads',
        probability: 3,
        probabilityWhy: `${count(touched.length, 'file')} with late imports changed (${baseName(first.file)}), and ${hosted[0]?.id ?? 'the platform'} serves only the files of the running image`,
        fails: 'Navigation of users who keep the page open, during each stage and on a rollback.',
        detect:
          '404 answers for script files, and `ChunkLoadError` or `Failed to fetch dynamically imported module` in the browser.',
        recover: 'Serve the files of both versions; a rollback moves the fault to those who already have the new page.',
        monitor: '404 rate of asset paths, per version.',
        mitigation: 'Keep the former assets for a day (bucket or CDN), or reload the page once when a part is missing.',
      },
    ];
  },
};
