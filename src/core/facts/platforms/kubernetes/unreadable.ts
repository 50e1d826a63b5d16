import { configRole } from '../configRole';
import type { PlatformTarget } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { undecidedTarget } from './chooseWorkload';
import { maybeManifest } from './manifests';
import { isTemplatedManifest, untemplated } from './otherProofs';

/**
 * Workloads in manifests that are no valid YAML before some tool has filled them in. Only their names are known, which is
 * enough to see that a workload beside them is not the only one.
 */
export function unreadableWorkloads(files: WorkspaceFiles): readonly PlatformTarget[] {
  const found = files.loaded.flatMap((file): readonly PlatformTarget[] => {
    const isTemplate = isTemplatedManifest(file);
    const text = isTemplate || maybeManifest(file) ? (files.text(file) ?? '') : '';
    if (!/^kind:\s*(?:Deployment|StatefulSet)\s*$/mu.test(text)) return [];
    if (configRole(isTemplate ? untemplated(file) : file) !== undefined) return [];
    if (!isTemplate && files.yaml(file) !== undefined) return [];
    let line = 1;
    return text.split(/^(?=---)/mu).flatMap((document): readonly PlatformTarget[] => {
      const at = line;
      line += document.split('\n').length - 1;
      const name = /^metadata:[ \t]*\n(?:[ \t]+.*\n)*?[ \t]+name:[ \t]*([a-z\d][a-z\d.-]*)[ \t]*$/mu.exec(
        document,
      )?.[1];
      if (name === undefined || !/^kind:\s*(?:Deployment|StatefulSet)\s*$/mu.test(document)) return [];
      return [{ id: name, name, unit: '.', evidence: [{ file, line: at }], details: undecidedTarget([name]) }];
    });
  });
  // Templates of several environments name the same.
  return found.filter(({ name }, index) => found.findIndex((each) => each.name === name) === index);
}
