import { findingsByRole } from '../detector';
import { textAt, valueAt } from '../looseValue';
import { baseName } from '../paths';
import { azdSchema, azdTarget } from './azd/describe';
import { azdSpeech } from './azd/speech';
import { byFile } from './byFile';
import { deployCommands } from './deployCommands';
import { commandProofs, isPipeline } from './deployLines';
import { chosenTarget } from './chosenTarget';
import type { Platform } from './platform';
import { withTargets } from './withTargets';

/** The Azure Developer CLI by its project file. */
const recognised = byFile(
  'azd',
  (path) => /^azure\.ya?ml$/u.test(baseName(path)),
  (files, file) => {
    const [document] = files.yaml(file) ?? [];
    const value = document?.value;
    if (textAt(value, 'name') === undefined) return undefined;
    const key = ['services', 'infra', 'metadata', 'resources'].find((each) => valueAt(value, each) !== undefined);
    return key === undefined ? undefined : (document?.lineOf([key]) ?? 1);
  },
);

export const azd: Platform = {
  ...recognised,
  detect: (files, units) => {
    const found = recognised.detect(files, units);
    // Without its file a command is somebody else's.
    const lines =
      found.length === 0 ? [] : commandProofs(files, deployCommands.azd).filter(({ file }) => isPipeline(file));
    // `azure-dev.yml` is named after the tool, not for an environment.
    const deploying = lines.map((line) =>
      /\/azure-dev\.ya?ml$/u.test(line.file) ? { ...line, role: undefined } : line,
    );
    const proofs = found.flatMap(({ role, evidence }) => evidence.map((each) => ({ role, evidence: each })));
    return withTargets(findingsByRole('azd', [...proofs, ...deploying]), ({ evidence }) =>
      evidence.filter(({ file }) => recognised.reads(file)).map(({ file }) => azdTarget(files, units, file)),
    );
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenTarget(finding, unit, request.profile.platform?.['config'], azdSchema);
    return azdSpeech(details, unit, candidates, finding, request);
  },
};
