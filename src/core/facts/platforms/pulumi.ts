import { textAt, valueAt } from '../looseValue';
import { baseName } from '../paths';
import { byFile } from './byFile';

/** Pulumi by its project file. */
export const pulumi = byFile(
  'pulumi',
  (path) => /^Pulumi\.ya?ml$/u.test(baseName(path)),
  (files, file) => {
    const [document] = files.yaml(file) ?? [];
    const value = document?.value;
    if (textAt(value, 'name') === undefined || valueAt(value, 'runtime') === undefined) return undefined;
    return document?.lineOf(['runtime']) ?? 1;
  },
);
