import { describe, expect, it } from 'vitest';
import { risksIn } from '../../../support/aRiskyRelease';

type Texts = Readonly<Record<string, string>>;

describe('a schema that is made anew with each start', () => {
  const file = 'src/main/resources/application.properties';
  const settings = (auto: string, url = 'jdbc:mysql://${DB_HOST}/shop'): string =>
    `spring.datasource.url=${url}\nspring.jpa.hibernate.ddl-auto=${auto}\n`;
  const told = (base: Texts, head: Texts): unknown =>
    risksIn({ base, head }).filter((risk) => risk.startsWith('recreated-schema'));

  it('loses the data when the new version starts', () => {
    expect(told({ [file]: settings('update') }, { [file]: settings('create') })).toEqual([
      `recreated-schema ${file}:2`,
    ]);
    const more = { 'a.txt': 'a\n', [file]: settings('create-drop') };
    expect(told({ ...more, 'a.txt': 'b\n' }, more)).toEqual([`recreated-schema ${file}:2`]);
  });

  it('loses it with a rollback where only the version before made it anew', () => {
    expect(told({ [file]: settings('create') }, { [file]: settings('update') })).toEqual([`recreated-schema ${file}`]);
    expect(told({ [file]: settings('validate') }, { [file]: settings('update') })).toEqual([]);
    expect(told({}, { [file]: settings('update') })).toEqual([]);
  });

  it('is none inside the process, in settings of developers, or where the environment says otherwise', () => {
    expect(told({}, { [file]: settings('create', 'jdbc:h2:mem:shop') })).toEqual([]);
    expect(told({}, { 'src/main/resources/application-dev.properties': settings('create') })).toEqual([]);
    expect(told({}, { [file]: settings('${DDL_AUTO:create}') })).toEqual([]);
    const compose =
      'services:\n  web:\n    image: shop:1\n    environment:\n      SPRING_JPA_HIBERNATE_DDL_AUTO: validate\n';
    expect(told({}, { [file]: settings('create'), 'docker-compose.yml': compose })).toEqual([]);
  });
});
