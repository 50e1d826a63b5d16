import { baseName } from '../paths';
import { isFlyConfig } from '../platforms/fly/describe';

/** The host that alone reads a file and starts what it names; undefined for what several read, such as a Procfile. */
export function hostOf(path: string): 'fly' | 'heroku' | 'render' | undefined {
  if (isFlyConfig(path)) return 'fly';
  const name = baseName(path);
  return name === 'heroku.yml' ? 'heroku' : /^render\.ya?ml$/u.test(name) ? 'render' : undefined;
}
