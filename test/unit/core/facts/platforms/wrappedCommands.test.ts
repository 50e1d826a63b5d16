import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';
import { found } from '../../../../support/foundPlatforms';

describe('Compose files that a script names by a variable', () => {
  it.each(['/srv/shop/compose.prod.yml', '/opt/parcels/override.yml'])(
    'are merged with that of the host, %s',
    (path) => {
      const script = [
        'on: workflow_dispatch',
        'jobs:',
        '  deploy:',
        '    steps:',
        '      - uses: appleboy/ssh-action@v1',
        '        with:',
        '          script: |',
        `            OVERRIDE=${path}`,
        '            DC="docker compose -f docker-compose.yml -f $OVERRIDE"',
        '            $DC build api',
        '            $DC up -d --no-deps api',
      ].join('\n');
      const facts = factsOf({
        'docker-compose.yml': 'services:\n  api:\n    build: .\n    command: uvicorn app:app --reload\n',
        '.github/workflows/deploy-production.yml': script,
      });
      const compose = facts.platforms.find(({ id }) => id === 'docker-compose');
      expect(compose?.role).toBeUndefined();
      expect(compose?.targets?.map(({ details }) => details)).toMatchObject([
        { file: 'docker-compose.yml', further: [path], services: [{ name: 'api' }] },
      ]);
    },
  );
});

describe('what is applied by a wrapper', () => {
  it('is Terraform by Terragrunt', () => {
    expect(
      found({
        'infra/live/prod/web/terragrunt.hcl': 'include "root" {\n  path = find_in_parent_folders()\n}\n',
        'infra/live/staging/web/terragrunt.hcl': 'terraform {\n  source = "../../modules/web"\n}\n',
        'infra/modules/web/main.tf': 'resource "aws_instance" "web" {\n}\n',
      }),
    ).toEqual([
      ['terraform', 'infra/live/prod/web/terragrunt.hcl:1'],
      ['terraform development', 'infra/live/staging/web/terragrunt.hcl:1'],
    ]);
  });

  it('is Helm by Helmfile, whatever its files are called', () => {
    const jenkinsfile = (verb: string) => `pipeline {\n  sh 'helmfile -f "clusters/\${CLUSTER}.yaml" ${verb}'\n}\n`;
    expect(found({ Jenkinsfile: jenkinsfile('apply --suppress-secrets') })).toEqual([['helm', 'Jenkinsfile:2']]);
    expect(found({ Jenkinsfile: jenkinsfile('diff') })).toEqual([]);
  });
});

describe('a command that is a word of texts, too', () => {
  it('is one where a command stands', () => {
    const ids = (script: string): unknown =>
      factsOf({ 'scripts/tell.sh': `${script}\n` }).platforms.map(({ id }) => id);
    expect(ids('npm run build && now --prod')).toEqual(['vercel']);
    expect(ids('echo done\n"body": "It has now opened a request that waits for the deploy."')).toEqual([]);
  });
});
