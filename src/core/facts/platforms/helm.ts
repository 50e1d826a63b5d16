import * as z from 'zod/mini';
import { findingsByRole, type RoledEvidence } from '../detector';
import { listAt, textAt } from '../looseValue';
import { baseName, isWithin } from '../paths';
import { chosenTarget } from './chosenTarget';
import { chartsOf, isChartFile, type Chart } from './helm/charts';
import { deployCommands } from './deployCommands';
import { commandProofs, isPipeline } from './deployLines';
import { chartOf, helmTargets, isRemote } from './helm/describe';
import { helmUnderGitops } from './helm/gitopsSpeech';
import { isHelmfile, namedReleases, type NamedRelease } from './helm/releases';
import { helmSpeech } from './helm/speech';
import { helmSchema, type HelmTarget } from './helm/target';
import { maybeManifest } from './kubernetes/manifests';
import type { PlatformFinding } from '../schema';
import { tellingName } from '../units';
import type { WorkspaceFiles } from '../workspaceFiles';
import { hasOwnProgram } from './othersSoftware';
import { unitName, type Platform, type SpeechRequest } from './platform';
import { withTargets } from './withTargets';

/** Helm: a chart of this repository, or a command that installs a chart with this repository's image. */
export const helm: Platform = {
  id: 'helm',
  reads: (path) =>
    isChartFile(path) || isHelmfile(path) || maybeManifest(path) || /(?:^|\/)templates\/.*\.tpl$/u.test(path),
  detect: (files, units) => {
    const all = chartsOf(files);
    const named = namedReleases(files);
    const own = all.filter(
      (chart) =>
        !bringsOthersOnly(files, chart) ||
        named.some((release) => chartOf(release, all) === chart && release.variableKeys.length > 0),
    );
    // Where nothing is built, what others built is what the repository deploys.
    const charts = own.length > 0 || hasOwnProgram(files) ? own : all;
    const kept = new Set(hasOwnProgram(files) ? [] : files.paths.map(baseName));
    // Where nothing is built, a chart of others by values that are kept here is what the repository deploys.
    const isSetHere = ({ values }: NamedRelease): boolean => values.some((value) => kept.has(baseName(value)));
    const releases = named.filter(
      (release) => chartOf(release, charts) !== undefined || isRemote(release, charts) || isSetHere(release),
    );
    const proofs: readonly RoledEvidence[] = [
      ...charts.map(({ file, role }) => ({ role, evidence: { file } })),
      ...releases.map(({ role, evidence }) => ({ role, evidence })),
      // Its files may bear any name, and be templates: that a pipeline applies them is known all the same.
      ...commandProofs(files, deployCommands.helmfile),
      ...commandProofs(files, deployCommands.helmScript),
      ...commandProofs(files, deployCommands.helmsman),
    ];
    return withTargets(findingsByRole('helm', proofs), () => helmTargets(files, units, charts, releases));
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['chart'];
    const named = told ?? unitName(request, unit);
    const { details, candidates } = chosenTarget(installed(finding, unit, named), unit, named, helmSchema);
    const target = details === undefined ? undefined : withImageOf(details, unit, request);
    return helmUnderGitops(target, request) ?? helmSpeech(target, candidates, request);
  },
};

/**
 * The only chart of several that a pipeline installs by a name, where nobody has chosen another one and none is the unit's own: the
 * others are there for others, or of another time.
 */
function installed(finding: PlatformFinding, unit: string, told: string | undefined): Pick<PlatformFinding, 'targets'> {
  const { targets = [] } = finding;
  const [only, ...more] = targets.filter(({ details }) => {
    const parsed = z.safeParse(helmSchema, details);
    return parsed.success && parsed.data.releases.length > 0 && isPipeline(parsed.data.from?.file ?? '');
  });
  const isChosen = targets.some((target) => target.name === told || (unit !== '.' && target.unit === unit));
  return only === undefined || more.length > 0 || isChosen ? finding : { targets: [only] };
}

/** Where one chart brings several services out, the image of the unit is the one that stands under its name. */
function withImageOf(details: HelmTarget, unit: string, request: SpeechRequest): HelmTarget {
  if (details.image !== undefined || unit === '.') return details;
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z\d]/gu, '');
  const names = [tellingName(unit), unitName(request, unit)].flatMap((name) => (name === undefined ? [] : plain(name)));
  const [key, ...more] = details.imageKeys.filter((each) => {
    const owner = /^([\w-]+)\.image\.tag$/u.exec(each)?.[1];
    return owner !== undefined && names.includes(plain(owner));
  });
  return key === undefined || more.length > 0 ? details : { ...details, image: { key, whole: false } };
}

/**
 * A chart that has no template and no image of its own, and gets all it installs from charts of elsewhere: a controller
 * or a database of others, not this service.
 */
function bringsOthersOnly(files: WorkspaceFiles, { file, folder }: Chart): boolean {
  const dependencies = listAt(files.yaml(file)?.[0]?.value, 'dependencies');
  const inside = files.paths.filter((path) => isWithin(path, folder));
  return (
    dependencies.length > 0 &&
    dependencies.every((dependency) => /^(?:https?|oci|@|alias):?/u.test(textAt(dependency, 'repository') ?? '')) &&
    !inside.some((path) => /^(?:templates|charts)\//u.test(path.slice(folder === '.' ? 0 : folder.length + 1))) &&
    !inside.some((path) => /\.ya?ml$/u.test(path) && /^\s*["']?\w*image["']?:/imu.test(files.text(path) ?? ''))
  );
}
