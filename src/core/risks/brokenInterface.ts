import type { SurfaceChange } from '../facts/releaseChanges';
import { isServicePath } from './code/changedCode';
import type { RiskInput, RiskRule } from './rule';
import { count, inOrder, listed, placesOf } from './wording';

/**
 * Operations and fields that clients rely on, gone or asked for in another form: OpenAPI documents, GraphQL schemas and the
 * methods of protobuf services, each read by its own parser. Routes in code have a rule of their own.
 */
export const brokenInterface: RiskRule = {
  id: 'broken-interface',
  dimension: 'user-experience',
  find: (input) => {
    const broken = input.facts.surface.filter((change) => isBroken(change) && !isRoute(change, input));
    const [first] = broken;
    if (first === undefined) return [];
    const said = broken.map(sayChange);
    const mobile = mobileClient(input);
    return [
      {
        issue: `The release breaks ${count(broken.length, 'entry', 'entries')} of its published interface (${listed(said)}): ${first.breaks ?? ''}`,
        evidence: inOrder(broken.flatMap(placesOf)),
        trigger: `A client written for the former interface uses ${first.from ?? first.name}: ${mobile === undefined ? 'another service, or a page that is open in a browser' : `installed apps (${mobile})`}.`,
        impact: 4,
        impactWhy: `who uses ${first.from ?? first.name} gets an error until they are rebuilt`,
        probability: mobile === undefined ? 2 : 4,
        probabilityWhy:
          mobile === undefined
            ? 'the interface is published for clients; which of them use these entries was not seen'
            : 'apps that nobody updates keep the former interface for months',
        fails: `What clients do through ${listed(said, 2)}.`,
        detect: 'Refused calls (4xx, UNIMPLEMENTED, GraphQL errors) by operation, new version against old.',
        recover: 'Roll back the code: the old version answers again at once.',
        monitor: `Uses of ${first.from ?? first.name} today, before Stage 1, and refused calls per version.`,
        mitigation: 'Keep the former entry beside the new one until nobody uses it any more.',
      },
    ];
  },
};

function isBroken({ kind, name, breaks, evidence }: SurfaceChange): boolean {
  if (breaks === undefined || kind === 'route' || (kind === 'protobuf' && !name.includes('/'))) return false;
  return evidence.some(({ file }) => isServicePath(file) && !isOfOthers(file));
}

/** Descriptions of what this service calls, kept to build clients from. */
function isOfOthers(file: string): boolean {
  return /(?:^|\/)(?:clients?|external|upstream|openapi-specs|api-specs|wsdl)\//iu.test(file);
}

/** Whether the same operation is among the routes that went. */
function isRoute({ kind, name }: SurfaceChange, { facts }: RiskInput): boolean {
  return (
    kind === 'openapi' &&
    facts.surface.some(
      (other) => other.kind === 'route' && other.change === 'removed' && plain(other.name) === plain(name),
    )
  );
}

function plain(operation: string): string {
  return operation
    .replace(/:\w+|\{[^}]*\}|<[^>]*>/gu, ':')
    .replace(/\/+$/u, '')
    .toLowerCase();
}

function sayChange({ change, name, from }: SurfaceChange): string {
  switch (change) {
    case 'removed':
      return `${name} is gone`;
    case 'renamed':
      return `${from ?? '?'} is now ${name}`;
    case 'added':
      return `${name} is required`;
    case 'changed':
      return `${name} changed`;
  }
}

/** What says that an app which users have installed is built here. */
export function mobileClient({ files }: RiskInput): string | undefined {
  return files.paths.find(
    (path) => /(?:^|\/)(?:AndroidManifest\.xml|Info\.plist|pubspec\.yaml)$/u.test(path) && isServicePath(path),
  );
}
