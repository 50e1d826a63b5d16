import { textAt, valueAt } from '../looseValue';
import { baseName } from '../paths';
import { azdSchema, azdTarget } from './azd/describe';
import { azdSpeech } from './azd/speech';
import { byFile } from './byFile';
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
  detect: (files, units) =>
    withTargets(recognised.detect(files, units), ({ evidence }) =>
      evidence.map(({ file }) => azdTarget(files, units, file)),
    ),
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenTarget(finding, unit, request.profile.platform?.['config'], azdSchema);
    return azdSpeech(details, candidates, finding, request);
  },
};
