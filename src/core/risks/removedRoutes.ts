import { fileRoute } from '../facts/surface/fileRoutes';
import { describedPaths } from '../facts/surface/openapi';
import { isRailsRoutes } from '../facts/surface/railsRoutes';
import { callOf, notAmong, plain, removedRoutes, routeOn, type RemovedRoute } from '../facts/surface/removedRoutes';
import { isSource, sourceRole } from '../facts/sources';
import type { Evidence } from '../facts/schema';
import { mobileClient } from './brokenInterface';
import { isServicePath } from './code/changedCode';
import type { RiskInput, RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/** Endpoints taken away, with the files of this repository that still call them. */
export const removedEndpoint: RiskRule = {
  id: 'removed-endpoint',
  dimension: 'user-experience',
  languages: ['JavaScript', 'TypeScript', 'Python', 'Go', 'Ruby', 'Java', 'Kotlin', 'C#', 'PHP', 'Rust'],
  looksFor: 'removed endpoints',
  find: (input) => {
    const { patches, files } = input;
    const removed = [...removedRoutes(patches).filter(({ file }) => !isRailsRoutes(file)), ...goneByPlace(input)];
    if (removed.length === 0) return [];
    const gone = notAmong(removed, describedPaths(files));
    const [first] = gone;
    if (first === undefined) return [];
    const routes = gone.map((route) => ({ ...route, ...namedIn(input, route) }));
    const calls = routes.flatMap(({ called }) => callOf(called) ?? []);
    const callers =
      calls.length === 0
        ? []
        : files.loaded.flatMap((path): readonly Evidence[] => {
            if (!isSource(path) || sourceRole(path) !== undefined || !isServicePath(path)) return [];
            const text = files.text(path) ?? '';
            if (!calls.some((call) => call.test(text)) || gone.some(({ file }) => file === path)) return [];
            // A declaration is no call: it is the same path under another one.
            const at = text
              .split('\n')
              .findIndex((line) => calls.some((call) => call.test(line)) && routeOn(path, line) === undefined);
            return at < 0 ? [] : [{ file: path, line: at + 1 }];
          });
    const mobile = mobileClient(input);
    const names = routes.flatMap((route) => route.names);
    const said = listed(names);
    const one = names[0] ?? first.path;
    const slow = mobile === undefined ? 'pages that are open in a browser' : `installed apps (${mobile})`;
    return [
      {
        issue: `The release takes away ${count(names.length, 'endpoint')} (${said})${callers.length === 0 ? '' : `, and ${filesIn(callers)} still ${callers.length === 1 ? 'calls' : 'call'} ${names.length === 1 ? 'it' : 'one of them'}`}.`,
        evidence: inOrder([...callers, ...gone.map(({ file }) => ({ file }))]),
        trigger: `A client built before this release calls ${one}: ${slow}, or another service.`,
        impact: callers.length > 0 || mobile !== undefined ? 4 : 3,
        impactWhy:
          callers.length > 0
            ? `${filesIn(callers, 1)} gets 404 for what it needs`
            : mobile === undefined
              ? 'clients outside this repository get 404'
              : 'apps that nobody updates keep calling it for months',
        probability: callers.length > 0 ? 4 : mobile === undefined ? 2 : 3,
        probabilityWhy:
          callers.length > 0
            ? 'the call stands in this repository, in code that the release does not take away'
            : 'no caller was found in the code that was read; callers elsewhere were not seen',
        fails: `What users do through ${one}.`,
        detect: `404 and 405 answers for ${listed(names, 2)} from the first traffic on.`,
        recover: 'Roll back the code: the old version answers again at once.',
        monitor: `4xx rate by route, per version, and requests to ${one} today, before Stage 1.`,
        mitigation: 'Keep the endpoint until its requests have ended, or answer with a redirect.',
      },
    ];
  },
};

/**
 * Routes that stand under others in the text, as those of Rails, and those that are files. One that answers still, under
 * another file or inside `resources`, has not gone.
 */
function goneByPlace({ facts, files }: RiskInput): readonly RemovedRoute[] {
  const declared = facts.surface.flatMap(({ kind, change, name, evidence: [place] }) =>
    kind === 'route' && place !== undefined && isRailsRoutes(place.file)
      ? [{ change, path: name.slice(name.indexOf(' ') + 1), isAny: name.startsWith('ANY '), file: place.file }]
      : [],
  );
  const came = declared.filter(({ change }) => change !== 'removed');
  // `resources` answer under their own path and, for one of them, right below it.
  const answersStill = (path: string): boolean =>
    came.some(
      (each) =>
        plain(each.path) === plain(path) ||
        (each.isAny &&
          [0, 1, 2].some(
            (parts) =>
              plain(
                path
                  .split('/')
                  .slice(0, -parts || undefined)
                  .join('/'),
              ) === plain(each.path),
          )),
    );
  const rails = [
    ...new Map(
      declared
        .filter(({ change, path }) => change === 'removed' && !answersStill(path))
        .map(({ path, file }) => [path, { path, file }]),
    ).values(),
  ];
  const left = new Set(files.paths.flatMap((path) => fileRoute(path) ?? []).map(plain));
  const byFile = facts.release.files.flatMap(({ path, from, status }) => {
    const former = status === 'deleted' ? path : status === 'renamed' ? from : undefined;
    if (former === undefined || !isServicePath(former)) return [];
    const route = fileRoute(former);
    return route === undefined || left.has(plain(route)) ? [] : [{ path: route, file: former }];
  });
  return [...rails, ...byFile];
}

/** What a route is called with its method and the path of its controller, where the whole former file was read. */
function namedIn(
  { facts }: RiskInput,
  { path, file }: RemovedRoute,
): { readonly names: readonly string[]; readonly called: string } {
  const own = plain(path);
  const former = facts.release.files.find((each) => each.path === file)?.from;
  const names = facts.surface.flatMap(({ kind, change, name, evidence }) => {
    const known = plain(name.slice(name.indexOf(' ') + 1));
    const isIt = known === own || known.endsWith(`/${own}`);
    return kind === 'route' &&
      change === 'removed' &&
      isIt &&
      evidence.some((each) => each.file === file || each.file === former)
      ? [name]
      : [];
  });
  const [first] = names;
  return first === undefined
    ? { names: [path], called: path }
    : { names: names.map((name) => name.replace(/^ANY /u, '')), called: first.slice(first.indexOf(' ') + 1) };
}
