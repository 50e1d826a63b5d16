import type { DeclaredDependency } from '../declaredDependencies';
import { findingsByRole, type RoledEvidence } from '../detector';
import { importsOf } from '../imports';
import { folderOf, isWithin, roleOf } from '../paths';
import { type ObservabilityId, observabilityIds } from '../ids';
import type { Finding } from '../schema';
import { isForeignSource, isSource, lineFinder, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { agentProofs, readsForAgents } from './agents';
import { alertRuleProofs, readsForAlertRules } from './alertRules';
import { broughtAlong } from './broughtAlong';
import { configurationProofs, readsForConfigurations } from './configurations';
import { keyProofs, observabilityKeys } from './keys';
import { observabilityLibraries, type ObservabilityLibrary } from './libraries';
import { servesDevelopment } from './servesDevelopment';

/** Places of one kind beyond this are left out: a finding is proven by one. */
const EVIDENCE_LIMIT = 10;

/** Whether `observabilityFindings` wants the text of this path. */
export function readsForObservability(path: string): boolean {
  return readsForAgents(path) || readsForAlertRules(path) || readsForConfigurations(path);
}

/** Texts by which the source files that import a watching library are found. */
export const observabilityNames: readonly string[] = [
  ...observabilityLibraries.flatMap(({ names }) => names),
  ...observabilityKeys,
];

/**
 * How this service is watched: instrumentation libraries that it declares (or imports, where they come with another
 * package), agents and collectors that are started with it, scrape marks, dashboards, alert rules. A library that only
 * development declares and no code of the service imports has the role `development`.
 */
export function observabilityFindings(
  files: WorkspaceFiles,
  declared: readonly DeclaredDependency[],
): readonly Finding<ObservabilityId>[] {
  const imported = importedLibraries(files);
  const isForDevelopers = servesDevelopment(files);
  const placed = <Proof extends RoledEvidence>(proof: Proof): Proof =>
    proof.role === undefined && isForDevelopers(proof.evidence.file) ? { ...proof, role: 'development' } : proof;
  const agents = [...agentProofs(files), ...configurationProofs(files)].map(placed);
  const alertRules = alertRuleProofs(files).map(placed);
  const keys = keyProofs(files);
  const isBroughtAlong = broughtAlong(declared);
  const chosen = declared.filter((each) => !isBroughtAlong(each));
  return observabilityIds.flatMap((id) => {
    const proofs: readonly RoledEvidence[] = [
      ...observabilityLibraries
        .filter((library) => library.id === id)
        .flatMap((library) => {
          const imports = imported.get(id) ?? [];
          return libraryProofs(library, imports.some(({ role }) => role === undefined) ? declared : chosen, imports);
        }),
      ...agents.filter((proof) => proof.id === id),
      ...(id === 'alert-rules' ? alertRules : []),
    ];
    // A key that code reads says something only where nothing else does.
    const all = proofs.some(({ role }) => role === undefined) ? proofs : [...proofs, ...(keys.get(id) ?? [])];
    return findingsByRole(id, all).map((finding) => ({
      ...finding,
      evidence: finding.evidence.slice(0, EVIDENCE_LIMIT),
    }));
  });
}

/** Packages that developers work with: what they report tells nothing about the service. */
const ofTools = /(?:^|\/)(?:(?:dev[_-]?)?tools?|tooling|load[_-]?test(?:s|ing)?|bench(?:marks?)?)\/(?:[^/]+\/)*[^/]+$/u;

function libraryProofs(
  { dependency, module }: ObservabilityLibrary,
  declared: readonly DeclaredDependency[],
  imports: readonly RoledEvidence[],
): readonly RoledEvidence[] {
  const own = imports.filter(({ role }) => role === undefined);
  const lines = declared
    .filter(({ name }) => dependency.test(name))
    .map(({ file, line, development }): RoledEvidence => {
      const used = own.some(({ evidence }) => isWithin(evidence.file, folderOf(file)));
      return {
        role: roleOf(file) ?? ((development && !used) || ofTools.test(file) ? 'development' : undefined),
        evidence: { file, line },
      };
    });
  // Imports alone count only where nothing is declared: then the library comes with another one.
  return lines.length > 0 || module === undefined ? lines : own.slice(0, EVIDENCE_LIMIT);
}

function importedLibraries(files: WorkspaceFiles): ReadonlyMap<ObservabilityId, readonly RoledEvidence[]> {
  const found = new Map<ObservabilityId, RoledEvidence[]>();
  for (const path of files.loaded) {
    const text = files.text(path);
    if (text === undefined || !isSource(path) || isForeignSource(path)) continue;
    const role = sourceRole(path);
    const imports = importsOf(path, text);
    if (imports.length === 0) continue;
    const lineOf = lineFinder(text);
    for (const { id, module } of observabilityLibraries) {
      if (module === undefined) continue;
      const place = imports.find((each) => module.test(each.module));
      if (place === undefined) continue;
      const proof = { role, evidence: { file: path, line: lineOf(place.offset) } };
      found.set(id, [...(found.get(id) ?? []), proof]);
    }
  }
  return found;
}
