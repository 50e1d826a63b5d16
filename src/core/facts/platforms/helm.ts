import { findingsByRole, type RoledEvidence } from '../detector';
import { listAt, textAt } from '../looseValue';
import { isWithin } from '../paths';
import { chosenTarget } from './chosenTarget';
import { chartsOf, isChartFile, type Chart } from './helm/charts';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { chartOf, helmTargets, isRemote } from './helm/describe';
import { helmUnderGitops } from './helm/gitopsSpeech';
import { isHelmfile, namedReleases } from './helm/releases';
import { helmSpeech } from './helm/speech';
import { helmSchema } from './helm/target';
import { maybeManifest } from './kubernetes/manifests';
import type { WorkspaceFiles } from '../workspaceFiles';
import { hasOwnProgram } from './othersSoftware';
import { unitName, type Platform } from './platform';
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
    const releases = named.filter((release) => chartOf(release, charts) !== undefined || isRemote(release, charts));
    const proofs: readonly RoledEvidence[] = [
      ...charts.map(({ file, role }) => ({ role, evidence: { file } })),
      ...releases.map(({ role, evidence }) => ({ role, evidence })),
      // Its files may bear any name, and be templates: that a pipeline applies them is known all the same.
      ...commandProofs(files, deployCommands.helmfile),
    ];
    return withTargets(findingsByRole('helm', proofs), () => helmTargets(files, units, charts, releases));
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['chart'];
    const { details, candidates } = chosenTarget(finding, unit, told ?? unitName(request, unit), helmSchema);
    return helmUnderGitops(details, request) ?? helmSpeech(details, candidates, request);
  },
};

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
