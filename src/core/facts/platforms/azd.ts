import { textAt, valueAt } from '../looseValue';
import { baseName } from '../paths';
import { byFile } from './byFile';

/** The Azure Developer CLI by its project file. */
export const azd = byFile(
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
