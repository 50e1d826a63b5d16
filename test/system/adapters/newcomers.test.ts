import { expect, test } from 'vitest';
import { isolateGit, makeRepository, temporaryFolders } from '../../support/gitRepository';
import { openRepository } from '../../support/openRepository';

isolateGit();
const makeFolder = temporaryFolders();

test('who changes a folder for the first time is new to it, on side branches too', async () => {
  const repo = await makeRepository(await makeFolder('repo'));
  const commitAs = async (author: string, files: Readonly<Record<string, string>>): Promise<string> => {
    await repo.write(files);
    await repo.git('add', '--all');
    await repo.git('commit', '--quiet', '--message=Change', `--author=${author} <a@example.org>`);
    return (await repo.git('rev-parse', 'HEAD')).trim();
  };
  await commitAs('Ada', { 'src/pay/a.ts': '1\n', 'docs/a.md': '1\n' });
  const base = await commitAs('Ben', { 'docs/a.md': '2\n' });
  await commitAs('Ada', { 'src/pay/a.ts': '2\n' });
  await repo.branch('side');
  await repo.switchTo('side');
  await commitAs('Ben', { 'src/pay/a.ts': '3\n', 'docs/a.md': '3\n' });
  await repo.switchTo('main');
  await repo.merge('side');
  const head = await commitAs('Al (x.*', { 'src/b.ts': '1\n' });
  const repository = await openRepository(repo.folder);
  expect(await repository.newcomers(base, head)).toEqual([
    { author: 'Al (x.*', files: ['src/b.ts'] },
    { author: 'Ben', files: ['src/pay/a.ts'] },
  ]);
  expect(await repository.newcomers(head, head)).toEqual([]);
});
