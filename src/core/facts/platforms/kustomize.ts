import * as z from 'zod/mini';
import { shellWord } from '../../plan/blanks';
import { findingsByRole, type RoledEvidence } from '../detector';
import { folderOf, inFolder, isForeign, roleOf } from '../paths';
import { listAt } from '../looseValue';
import type { PlatformTarget } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { agreedTarget, chooseWorkload } from './kubernetes/chooseWorkload';
import { isKustomization, kubernetesObjects, maybeManifest } from './kubernetes/manifests';
import { speechOf } from './kubernetes/speech';
import { targetSchema } from './kubernetes/target';
import { step, voiceFor, type Voice } from './kubernetes/voice';
import { kustomizeTargets } from './kustomize/describe';
import { choices } from './namedIn';
import { unitName, type Platform, type PlatformSpeech } from './platform';
import { withTargets } from './withTargets';

/** Beside it stands a kustomization of Flux's own, by which Flux keeps itself up to date. */
const FLUX_COMPONENTS = 'gotk-components.yaml';

/**
 * Kubernetes by an overlay of Kustomize: the commands of Kubernetes, with the names, the namespace and the images that the
 * overlay gives. What the release changes in it is rendered by https://kubernetes.io/docs/reference/kubectl/generated/kubectl_kustomize/;
 * `--kustomize` of https://kubernetes.io/docs/reference/kubectl/generated/kubectl_diff/ ends with exit code 1 when there is a difference.
 */
export const kustomize: Platform = {
  id: 'kustomize',
  reads: (path) => maybeManifest(path) || (isKustomization(path) && !isForeign(path)),
  detect: (files, units) => {
    const kustomizations = files.paths.filter(
      (path) =>
        isKustomization(path) &&
        !isForeign(path) &&
        !files.has(inFolder(folderOf(path), FLUX_COMPONENTS)) &&
        !bringsSettingsOnly(files, path),
    );
    if (kustomizations.length === 0) return [];
    const objects = kubernetesObjects(files);
    const proofs = kustomizations.map((file): RoledEvidence => {
      // What it puts together says by itself that it is for a developer's machine.
      const beside = objects.filter((object) => folderOf(object.file) === folderOf(file));
      const isLocal = beside.length > 0 && beside.every(({ role }) => role === 'development');
      return { role: roleOf(file) ?? (isLocal ? 'development' : undefined), evidence: { file } };
    });
    return withTargets(findingsByRole('kustomize', proofs), () => kustomizeTargets(files, units, objects));
  },
  speak: (finding, unit, request) => {
    const targets = finding.targets ?? [];
    const ofUnit = targets.filter((target) => target.unit === unit);
    const possible = ofUnit.length > 0 ? ofUnit : targets;
    const told = request.profile.platform?.['overlay'];
    const among = possible.filter((target) => overlayOf(target) === told);
    const overlays = [...new Set(possible.flatMap((target) => overlayOf(target) ?? []))];
    if (among.length > 0 || overlays.length < 2) {
      const { target, candidates } = chooseWorkload(among.length > 0 ? among : possible, unit, request);
      return inOverlay(voiceFor(target, candidates, request));
    }
    const service = unitName(request, unit);
    const namesakes = possible.filter(({ name }) => name === (request.profile.platform?.['workload'] ?? service));
    const candidates = namesakes.length > 0 ? namesakes : possible;
    const names = [...new Set(candidates.map(({ name }) => name))];
    const voice = voiceFor(agreedTarget(candidates, names), names, request);
    voice.answers.word({
      id: 'kustomize-overlay',
      question: `Which overlay is production${choices(overlays)}? Answer, then update the plan.`,
      profileKey: 'overlay',
    });
    return inOverlay(voice);
  },
};

/** Whether it generates settings and takes in nothing that could run with them. */
function bringsSettingsOnly(files: WorkspaceFiles, path: string): boolean {
  const value = files.yaml(path)?.[0]?.value;
  const lists = (...keys: readonly string[]): boolean => keys.some((key) => listAt(value, key).length > 0);
  return (
    lists('secretGenerator', 'configMapGenerator') &&
    !lists('resources', 'bases', 'components', 'generators', 'helmCharts', 'helmChartInflationGenerator')
  );
}

function overlayOf({ details }: PlatformTarget): string | undefined {
  const parsed = z.safeParse(targetSchema, details);
  return parsed.success ? parsed.data.overlay?.folder : undefined;
}

function inOverlay(voice: Voice): PlatformSpeech {
  const speech = speechOf(voice);
  const { kubectl, target, first } = voice;
  const { overlay } = target;
  const platform = { ...speech.platform, id: 'kustomize' as const };
  if (overlay === undefined) return { ...speech, platform };
  const { file, line, folder } = overlay;
  const diff = step(
    'diff',
    `Show what of ${folder} differs from production`,
    `${kubectl} diff --kustomize ${shellWord(folder)} || test $? -eq 1`,
    {
      expect: 'What this release changes, and nothing that somebody changed by hand. Nothing is changed.',
      source: { file, line },
    },
  );
  return {
    ...speech,
    platform,
    record: [...speech.record, diff],
    caveats: [
      ...speech.caveats,
      ...(platform.gitops === undefined
        ? [
            `The commands set the image of ${first.ref} itself: write it into ${file} too (\`kustomize edit set image\`), or the next \`kubectl apply -k\` brings back what stands there.`,
          ]
        : []),
    ],
  };
}
