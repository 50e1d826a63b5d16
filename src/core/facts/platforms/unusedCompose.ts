import type { PlatformId } from '../ids';
import { baseName, saysProduction } from '../paths';
import { isDeployed, type Evidence, type PlatformFinding, type Unit } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { composeFiles } from './compose/composeFile';
import { isForUsers } from './compose/composeRole';
import { deployedTogether } from './compose/deployedTogether';
import { deployersOf } from './deployers';
import { isPipeline } from './deployLines';
import { clusters, hosts } from './hosts';
import { otherPlatforms } from './otherPlatforms';
import { unitOf } from './unitOf';

/** Whether a pipeline or an object of a GitOps controller here brings the repository to a cluster: nobody needs Compose for users then. */
function isInCluster(findings: readonly PlatformFinding[], files: WorkspaceFiles): boolean {
  const found = findings.filter((each) => isDeployed(each) && clusters.has(each.id));
  return (
    found.some(({ evidence }) => evidence.some(({ file }) => isPipeline(file))) ||
    (found.length > 0 && deployersOf(files).length > 0)
  );
}

/** Hosts of pages: what else stands in a repository may run elsewhere. */
const ofPages: ReadonlySet<string> = new Set(['netlify', 'vercel', 'Cloudflare Workers', 'Firebase']);

/**
 * The findings, with a Compose file that keeps nothing running, is not for production by its name, and that nothing starts for
 * users as what it is beside a platform that really deploys: a developer's.
 */
export function withoutUnusedCompose(
  findings: readonly PlatformFinding[],
  files: WorkspaceFiles,
  units: readonly Unit[],
): readonly PlatformFinding[] {
  const compose = findings.find((each) => each.id === 'docker-compose' && isDeployed(each));
  if (compose === undefined) return findings;
  const deployed = [...findings.filter(isDeployed), ...otherPlatforms(files)].map((each) => ({
    name: 'id' in each ? each.id : each.name,
    isOther: !('id' in each),
    units: new Set(each.evidence.map(({ file }) => unitOf(file, units))),
  }));
  const isElsewhere = ({ file }: Evidence): boolean =>
    deployed.some(({ name, isOther, units: own }) =>
      ofPages.has(name) ? own.has(unitOf(file, units)) : isOther || hosts.has(name as PlatformId),
    );
  const isBroughtOut = isInCluster(findings, files);
  const started = new Set(deployedTogether(files).flatMap(({ paths, place }) => [...paths, place.file]));
  const lasting = new Set(
    composeFiles(files).flatMap(({ file, services }) => (services.some(isForUsers) ? [file] : [])),
  );
  const isUnused = (each: Evidence): boolean =>
    !started.has(each.file) &&
    (isBroughtOut || !lasting.has(each.file)) &&
    !saysProduction(baseName(each.file)) &&
    isElsewhere(each);
  const unused = compose.evidence.filter(isUnused);
  if (unused.length === 0) return findings;
  const rest = compose.evidence.filter((each) => !isUnused(each));
  const developers = findings.find(({ id, role }) => id === 'docker-compose' && role === 'development');
  const known = developers?.evidence ?? [];
  const gone = new Set(unused.map(({ file }) => file));
  const targets = compose.targets?.filter(({ evidence }) => evidence.some(({ file }) => !gone.has(file)));
  return findings.flatMap((each): readonly PlatformFinding[] => {
    if (each === developers) return [];
    if (each !== compose) return [each];
    return [
      ...(rest.length > 0 ? [{ ...compose, evidence: rest, ...(targets === undefined ? {} : { targets }) }] : []),
      { id: 'docker-compose', role: 'development', evidence: [...unused, ...known] },
    ];
  });
}
