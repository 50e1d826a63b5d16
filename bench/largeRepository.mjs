// @ts-check
// Makes a large repository with a long release range in seconds: a monorepo of services whose files are as long as
// those of real ones. The same arguments give the same commits on every machine.
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';

const AUTHORS = ['Ada Park <ada@shop.example>', 'Ben Ortiz <ben@shop.example>', 'Cleo Marsh <cleo@shop.example>'];
const SERVICES = 50;
/** Lines of a file, on average; of which a change rewrites `CHANGED_LINES`. */
const LINES = 120;
const CHANGED_LINES = 8;
const FILES_PER_COMMIT = 4;
const START = 1_700_000_000;

/**
 * @param {string} folder does not exist yet
 * @param {{ readonly files: number; readonly commits: number }} size tracked files, and commits since the tag v1.0.0
 * @returns {Promise<{ readonly folder: string; readonly base: string }>}
 */
export async function makeLargeRepository(folder, { files, commits }) {
  await mkdir(folder, { recursive: true });
  await git(folder, ['init', '--quiet', '--template=', '--initial-branch=main']);
  await git(folder, ['fast-import', '--quiet'], history(files, commits));
  await git(folder, ['reset', '--quiet', '--hard']);
  return { folder, base: 'v1.0.0' };
}

/**
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {Iterable<string>} input
 */
async function git(folder, args, input = []) {
  const child = spawn('git', args, { cwd: folder, stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(child, 'close');
  for (const text of input) {
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}.`);
}

/**
 * @param {number} files
 * @param {number} commits
 * @returns {Iterable<string>} the input of `git fast-import`
 */
function* history(files, commits) {
  yield commit(1, 0, 'Start');
  for (let file = 0; file < files; file++) yield write(pathOf(file), textOf(file, 0));
  for (let service = 0; service < SERVICES; service++) {
    for (const [path, text] of Object.entries(manifestsOf(service))) yield write(path, text);
  }
  const root = { name: 'shop', private: true, workspaces: ['services/*'], scripts: { test: 'npm test --workspaces' } };
  yield write('package.json', `${JSON.stringify(root, null, 2)}\n`);
  yield `tag v1.0.0\nfrom :1\ntagger ${AUTHORS[0]} ${START} +0000\n${data('Release 1.0.0')}`;
  for (let change = 1; change <= commits; change++) {
    yield `${commit(change + 1, change, `Improve part ${change} (#${change})`)}from :${change}\n`;
    for (let each = 0; each < FILES_PER_COMMIT; each++) {
      const file = (change * 7 + each * 1_301) % files;
      yield write(pathOf(file), textOf(file, change));
    }
  }
}

/** @param {number} file */
function pathOf(file) {
  return `services/service-${file % SERVICES}/src/area${Math.floor(file / SERVICES) % 40}/part${file}.ts`;
}

/**
 * @param {number} file
 * @param {number} version which lines are of this version follows from it
 */
function textOf(file, version) {
  const length = LINES / 2 + ((file * 31) % LINES);
  const first = (version * 17) % length;
  let text = '';
  for (let line = 0; line < length; line++) {
    const of = line >= first && line < first + CHANGED_LINES ? version : 0;
    text += `  const value${line} = compute${(file * 13 + line) % 97}(input, ${of}, 'part ${file}');\n`;
  }
  return `export function part${file}(input: Input): Output {\n${text}}\n`;
}

/**
 * @param {number} service
 * @returns {Readonly<Record<string, string>>}
 */
function manifestsOf(service) {
  const name = `service-${service}`;
  const manifest = {
    ...{ name, private: true, scripts: { test: 'node --test', start: 'node .' } },
    dependencies: { express: '5.1.0' },
  };
  return {
    [`services/${name}/package.json`]: `${JSON.stringify(manifest, null, 2)}\n`,
    [`services/${name}/Dockerfile`]: 'FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n',
    [`services/${name}/deploy/deployment.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
spec:
  replicas: 10
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          image: images.shop.example/${name}:1.0.0
`,
  };
}

/**
 * @param {number} mark
 * @param {number} minute
 * @param {string} message
 */
function commit(mark, minute, message) {
  const author = AUTHORS[mark % AUTHORS.length];
  return `commit refs/heads/main\nmark :${mark}\ncommitter ${author} ${START + minute * 60} +0000\n${data(message)}`;
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  return `M 100644 inline ${path}\n${data(text)}`;
}

/** @param {string} text ASCII only */
function data(text) {
  return `data ${text.length}\n${text}\n`;
}
