import { literalPattern } from '../facts/literalPattern';
import { describedPaths } from '../facts/surface/openapi';
import { callableText, notAmong, removedRoutes, routeOn } from '../facts/surface/removedRoutes';
import { isSource, sourceRole } from '../facts/sources';
import type { Evidence } from '../facts/schema';
import { mobileClient } from './brokenInterface';
import { isServicePath } from './code/changedCode';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/** Endpoints taken away, with the files of this repository that still call them. */
export const removedEndpoint: RiskRule = {
  id: 'removed-endpoint',
  dimension: 'user-experience',
  languages: ['JavaScript', 'TypeScript', 'Python', 'Go', 'Ruby', 'Java', 'Kotlin', 'C#', 'PHP', 'Rust'],
  looksFor: 'removed endpoints',
  find: (input) => {
    const { patches, files } = input;
    const gone = notAmong(removedRoutes(patches), describedPaths(files));
    const [first] = gone;
    if (first === undefined) return [];
    const texts = gone.flatMap(({ path }) => callableText(path) ?? []);
    const callers =
      texts.length === 0
        ? []
        : files.loaded.flatMap((path): readonly Evidence[] => {
            if (!isSource(path) || sourceRole(path) !== undefined || !isServicePath(path)) return [];
            const text = files.text(path) ?? '';
            const hit = texts.find((each) =>
              new RegExp(`["'\`}]${literalPattern(each)}(?:["'\`?]|/(?!\\*)|\\$\\{)`, 'u').test(text),
            );
            if (hit === undefined || gone.some(({ file }) => file === path)) return [];
            const line = text.slice(0, text.indexOf(hit)).split('\n').length;
            // The same path under another one.
            return routeOn(path, text.split('\n')[line - 1] ?? '') === undefined ? [{ file: path, line }] : [];
          });
    const mobile = mobileClient(input);
    const said = listed(gone.map(({ path }) => path));
    const slow = mobile === undefined ? 'pages that are open in a browser' : `installed apps (${mobile})`;
    return [
      {
        issue: `The release takes away ${count(gone.length, 'endpoint')} (${said})${callers.length === 0 ? '' : `, and ${filesIn(callers)} still ${callers.length === 1 ? 'calls' : 'call'} ${gone.length === 1 ? 'it' : 'one of them'}`}.`,
        evidence: inOrder([...callers, ...gone.map(({ file }) => ({ file }))]),
        trigger: `A client built before this release calls ${first.path}: ${slow}, or another service.`,
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
        fails: `What users do through ${first.path}.`,
        detect: `404 and 405 answers for ${listed(
          gone.map(({ path }) => path),
          2,
        )} from the first traffic on.`,
        recover: 'Roll back the code: the old version answers again at once.',
        monitor: `4xx rate by route, per version, and requests to ${first.path} today, before Stage 1.`,
        mitigation: 'Keep the endpoint until its requests have ended, or answer with a redirect.',
      },
    ];
  },
};
