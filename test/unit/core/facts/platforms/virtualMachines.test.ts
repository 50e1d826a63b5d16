import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

const play = (hosts = 'all') => `- hosts: ${hosts}\n  become: true\n  roles: [shop]\n`;
const found = (texts: Readonly<Record<string, string>>) =>
  factsOf(texts).platforms.map(({ id, role, evidence }) => [
    id,
    role ?? 'deploy',
    evidence.map(({ file }) => file).join(' '),
  ]);
const vagrant = 'config.vm.provision "ansible" do |ansible|\n  ansible.playbook = "deployment/site.yml"\nend\n';

describe('playbooks and units of virtual machines', () => {
  it.each([
    ['a Vagrantfile', { Vagrantfile: vagrant, 'deployment/site.yml': play() }],
    [
      'a template of Packer',
      {
        'images/web.pkr.hcl': 'provisioner "ansible" {\n  playbook_file = "../deployment/site.yml"\n}\n',
        'deployment/site.yml': play(),
      },
    ],
    ['the host of the play', { 'deployment/site.yml': play('vagrant') }],
  ])('are no deployment by %s', (_, texts) => {
    expect(found(texts)).toEqual([['ansible', 'development', 'deployment/site.yml']]);
  });

  it('are no deployment in the folder of a tool that starts or builds machines', () => {
    expect(
      found({
        'multipass/box.yaml': play(),
        'multipass/run.sh': 'ansible-playbook box.yaml\n',
        'packer/files/shop.service': '[Service]\nExecStart=/srv/shop\n',
      }),
    ).toEqual([
      ['systemd', 'development', 'packer/files/shop.service'],
      ['ansible', 'development', 'multipass/box.yaml multipass/run.sh'],
    ]);
  });

  it('are one where something else runs the playbook, and where it is another one', () => {
    const pipeline =
      'on: push\njobs:\n  deploy:\n    steps:\n      - run: ansible-playbook -i live deployment/site.yml\n';
    const texts = { Vagrantfile: vagrant, 'deployment/site.yml': play(), '.github/workflows/deploy.yml': pipeline };
    expect(found(texts)).toContainEqual(['ansible', 'deploy', 'deployment/site.yml .github/workflows/deploy.yml']);
    expect(found({ Vagrantfile: vagrant, 'deployment/live.yml': play() })).toEqual([
      ['ansible', 'deploy', 'deployment/live.yml'],
    ]);
  });
});
