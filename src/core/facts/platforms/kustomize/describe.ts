import * as z from 'zod/mini';
import { listAt, valueAt } from '../../looseValue';
import { inFolder, roleOf, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { deployerAround, deployerOf, deployersAmong, imageAutomation, type Deployer } from '../deployers';
import { deployLines } from '../deployLines';
import { describeTargets, isWorkload } from '../kubernetes/describe';
import { kustomizationNames, type KubernetesObject } from '../kubernetes/manifests';
import { targetSchema, type KubernetesTarget } from '../kubernetes/target';
import { writingLine } from '../kubernetes/writingLine';
import { skaffoldOverlays } from '../skaffold';
import { kustomizationsOf, type Kustomization } from './kustomization';
import { render, type Rendering } from './render';

/**
 * One target per workload of each overlay that could be production's: those that say so, else those that a pipeline or
 * script applies, else all that no other kustomization takes in.
 */
export function kustomizeTargets(
  files: WorkspaceFiles,
  units: readonly Unit[],
  objects: readonly KubernetesObject[],
): readonly PlatformTarget[] {
  const all = kustomizationsOf(files);
  const applied = appliedFolders(files);
  // What only an overlay for developers takes in is for production all the same: its overlay stands elsewhere.
  const taken = new Set(all.flatMap(({ file, folders }) => (roleOf(file) === undefined ? folders : [])));
  const rendered = all
    .filter(
      ({ file, folder, document }) =>
        roleOf(file) === undefined &&
        valueAt(document.value, 'kind') !== 'Component' &&
        (applied.has(folder) || !taken.has(folder)),
    )
    .map((root) => ({ root, rendering: render(root, all, files) }))
    .filter(({ rendering }) => rendering.objects.some(({ object }) => isWorkload(object)));
  const production = rendered.filter(({ root }) => saysProduction(root.file));
  const named = rendered.filter(({ root }) => applied.has(root.folder));
  const both = production.filter((each) => named.includes(each));
  const chosen = [both, production, named, rendered].find((some) => some.length > 0) ?? [];
  const targets = chosen.flatMap(({ root, rendering }) => targetsOf(root, rendering, files, units, objects));
  const own = targets.filter(({ unit }) => unit !== '.');
  // Overlays that bring out others' work, such as a controller, are none of the release's.
  return own.length > 0 && units.length > 1 ? own : targets;
}

/**
 * The object that brings the overlay out: by its folder, or by one above that has no kustomization of its own, for which Flux makes
 * one of everything below (https://fluxcd.io/flux/components/kustomize/kustomizations/#generating-a-kustomizationyaml-file).
 */
function deployerOfOverlay(
  folder: string,
  deployers: readonly Deployer[],
  files: WorkspaceFiles,
): Deployer | undefined {
  const generated = deployers.filter(
    ({ object, path }) =>
      object.controller === 'flux' &&
      path !== undefined &&
      !kustomizationNames.some((name) => files.has(inFolder(path, name))),
  );
  return deployerOf(folder, deployers) ?? deployerAround(folder, generated);
}

/** Folders that a line gives to `kubectl apply -k` or `kustomize build`, or that Skaffold renders. */
function appliedFolders(files: WorkspaceFiles): ReadonlySet<string> {
  const lines = deployLines(files, /kubectl|kustomize/u).filter(
    ({ kind, role }) => kind === 'run' && role === undefined,
  );
  const found = lines.flatMap(({ text }) =>
    [
      ...text.matchAll(/(?:\bapply\b.*?\s(?:-k|--kustomize)[\s=]+|\bkustomize\s+(?:build\s+)?)(?:\.\/)?([\w./-]+)/gu),
    ].map(([, folder = '']) => (folder === '' ? '.' : folder.replace(/\/+$/u, ''))),
  );
  return new Set([...found, ...skaffoldOverlays(files)]);
}

function targetsOf(
  root: Kustomization,
  rendering: Rendering,
  files: WorkspaceFiles,
  units: readonly Unit[],
  others: readonly KubernetesObject[],
): readonly PlatformTarget[] {
  const live = new Map(rendering.objects.map(({ object, liveName }) => [`${object.kind}/${object.name}`, liveName]));
  const liveName = (kind: string, name: string): string => live.get(`${kind}/${name}`) ?? name;
  const { value } = root.document;
  const deployer = deployerOfOverlay(root.folder, deployersAmong(others), files);
  const source = deployer?.source;
  const writtenAt = writingLine(rendering.files, files);
  const automation = deployer?.object.automation ?? imageAutomation(rendering.files, files, others);
  return describeTargets(
    rendering.objects.map(({ object }) => object),
    files,
    units,
  ).map((target) => {
    const details: KubernetesTarget = z.parse(targetSchema, target.details);
    const { kustomization: _, ...rest } = details;
    const [first] = details.workloads;
    const renamed: KubernetesTarget = {
      ...rest,
      ...(writtenAt === undefined ? {} : { writtenAt }),
      ...(deployer === undefined
        ? {}
        : { deployer: { ...deployer.object, ...(automation === undefined ? {} : { automation }) } }),
      workloads: details.workloads.map((workload) => ({
        ...workload,
        ...(workload.namespace !== undefined || deployer?.into === undefined ? {} : { namespace: deployer.into }),
        ...(workload.name === undefined ? {} : { name: liveName(workload.kind, workload.name) }),
      })),
      services: details.services.map((service) => ({ ...service, name: liveName('Service', service.name) })),
      configMaps: details.configMaps.map((each) => ({
        ...each,
        name: liveName('ConfigMap', each.name),
        alone: false,
      })),
      ...(details.autoscaler === undefined
        ? {}
        : {
            autoscaler: { ...details.autoscaler, name: liveName(details.autoscaler.kind, details.autoscaler.name) },
          }),
      overlay: {
        folder: root.folder,
        file: root.file,
        line: root.document.lineOf(['resources']) ?? 1,
        files: [...rendering.files],
        generates:
          listAt(value, 'configMapGenerator').length > 0 &&
          valueAt(value, 'generatorOptions', 'disableNameSuffixHash') !== true,
        imageNames: Object.fromEntries(
          (first?.containers ?? []).map(({ name, image }) => [name, rendering.imageNames.get(image) ?? image]),
        ),
        ...(source === undefined ? {} : { source }),
      },
    };
    const name = renamed.workloads[0]?.name ?? target.name;
    return {
      ...target,
      id: `${root.folder}:${target.id}`,
      name,
      evidence: [{ file: root.file, line: root.document.lineOf(['resources']) ?? 1 }, ...target.evidence],
      details: renamed,
    };
  });
}
