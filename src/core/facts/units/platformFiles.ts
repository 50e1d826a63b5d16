import { baseName, folderOf } from '../paths';
import { strong, weak, type UnitSource } from './unitEvidence';

const ofPlatforms =
  /^(?:Procfile|fly(?:\.[\w-]+)?\.toml|vercel\.json|netlify\.toml|wrangler\.(?:toml|jsonc?)|serverless\.(?:ya?ml|ts|js)|railway\.(?:json|toml)|heroku\.yml|amplify\.yml|firebase\.json|samconfig\.toml|captain-definition|nixpacks\.toml|host\.json|ecosystem\.config\.c?js)$/u;
/** The program that a web framework starts with. */
const entryPoints = /^(?:manage\.py|artisan|config\.ru|wsgi\.py|asgi\.py)$/u;

/** Folders that a platform deploys by a file of its own (for SAM, one that says so), and the entry points of frameworks that need no manifest. */
export const platformFiles: UnitSource = {
  reads: () => false,
  find: ({ matching, text }) => [
    ...matching(/^template\.ya?ml$/u)
      .filter((path) => text(path)?.includes('AWS::Serverless-2016-10-31') === true)
      .map((path) => strong(folderOf(path))),
    ...matching(ofPlatforms)
      // Kept aside, it deploys the root.
      .filter((path) => !/^(?:deploy|deployments?|docker|ops|infra|etc|config|rel)\//u.test(path))
      .map((path) => strong(folderOf(path))),
    ...matching(entryPoints)
      .filter((path) => !/^(?:wsgi|asgi)\.py$/u.test(baseName(path)))
      .map((path) => weak(folderOf(path))),
  ],
};
